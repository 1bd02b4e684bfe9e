import {
  about,
  type ContractCase,
  differing,
  type HttpRequest,
  type Row,
} from '../contract-case.js';
import { withAccess, withRefresh } from '../fixture.js';
import {
  ALICE_CREDENTIALS,
  bearer,
  BLACKLIST,
  ME,
  me,
  OBTAIN,
  post,
  REFRESH,
  send,
  VERIFY,
} from '../requests.js';
import {
  ALICE,
  DONE,
  EMPTY,
  fields,
  MALFORMED,
  NO_CREDENTIALS,
  NOT_FOUND,
  notAllowed,
  PAIR,
  REFRESHED,
  withoutBody,
} from '../responses.js';

const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'];
const BROWSERS = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const REQUIRED = 'This field is required.';
const NO_FIELDS = fields({ username: REQUIRED, password: REQUIRED });

const asBearer = (method: string, path: string = ME, body?: string) =>
  withAccess((token) => send(method, path, body, bearer(token)));
const accepting = (type: string) => post(OBTAIN, ALICE_CREDENTIALS, { Accept: type });

const ofTokens = [OBTAIN, REFRESH, VERIFY, BLACKLIST].flatMap((path) =>
  about(
    path,
    ...['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE'].map((method): Row => [
      `does not allow ${method}`,
      send(method, path),
      notAllowed(method),
    ]),
    ['does not allow HEAD', send('HEAD', path), withoutBody(notAllowed('HEAD'))],
    ...differing('OPTIONS', ['returns the allowed methods', send('OPTIONS', path), EMPTY]),
  ),
);

const ofMe: ContractCase[] = [
  ...about(
    `a request without credentials to ${ME}:`,
    ...['GET', ...UNSAFE].map((method): Row => [method, me(undefined, method), NO_CREDENTIALS]),
    ['HEAD', me(undefined, 'HEAD'), withoutBody(NO_CREDENTIALS)],
    ...differing('OPTIONS', ['OPTIONS', me(undefined, 'OPTIONS'), EMPTY]),
  ),
  ...about(
    `a request with an access token to ${ME}:`,
    ['GET', asBearer('GET'), ALICE],
    ['GET with a body', asBearer('GET', ME, '{'), ALICE],
    ['HEAD', asBearer('HEAD'), EMPTY],
    ...[...UNSAFE, 'TRACE'].map((method): Row => [method, asBearer(method), notAllowed(method)]),
    ...differing('OPTIONS', ['OPTIONS', asBearer('OPTIONS'), EMPTY]),
  ),
];

const OVERRIDE = { 'X-HTTP-Method-Override': 'POST' };
const methods: ContractCase[] = [
  ...about(
    'rejects as malformed',
    ...differing(
      'other servers',
      ['an unknown HTTP method', send('FOO', OBTAIN), MALFORMED],
      ['an invalid URL', send('GET', '/api/%zz'), MALFORMED],
    ),
  ),
  ...about(
    'a method is not overridden by',
    ['a header', send('GET', OBTAIN, undefined, OVERRIDE), notAllowed('GET')],
    ['the query', send('GET', `${OBTAIN}?_method=POST`), notAllowed('GET')],
  ),
];

const withoutSlash = about(
  'without a trailing slash, the service serves',
  ...differing(
    'slash optional',
    ['/api/token', post('/api/token', ALICE_CREDENTIALS), PAIR],
    ['/api/token/refresh', withRefresh((refresh) => post('/api/token/refresh', { refresh })), REFRESHED], // prettier-ignore
    ['/api/token/verify', withAccess((token) => post('/api/token/verify', { token })), DONE],
    ['/api/token/blacklist', withRefresh((refresh) => post('/api/token/blacklist', { refresh })), DONE], // prettier-ignore
    ['/api/me', asBearer('GET', '/api/me'), ALICE],
    ['a path with a query', post('/api/token?next=/', {}), NO_FIELDS],
    ['no other method', send('GET', '/api/token'), notAllowed('GET')],
  ),
);

const UNKNOWN = [
  ...['/', '/api/', '/api/nothing/', '/api//token/', '//api/token/'],
  ...['/API/TOKEN/', '/api/Token/', '/api/token/x/', '/api/me/x'],
];
const toBrowser: HttpRequest = send('GET', '/api/nothing/', undefined, { Accept: BROWSERS });
const unknown = about(
  'the service does not serve',
  ...differing(
    'unknown paths',
    ...UNKNOWN.map((path): Row => [path, send('GET', path), NOT_FOUND]),
    ['/api/nothing/ with POST', post('/api/nothing/', {}), NOT_FOUND],
    ['/api/nothing/ with an access token', asBearer('GET', '/api/nothing/'), NOT_FOUND],
    ['/api/nothing/ to a browser', toBrowser, NOT_FOUND],
  ),
);

const accepted = about(
  'the response is JSON for',
  ...['application/json', '*/*', BROWSERS, 'application/json;q=0'].map((type): Row => [
    `Accept: ${type}`,
    accepting(type),
    PAIR,
  ]),
  ['?format=json', post(`${OBTAIN}?format=json`, ALICE_CREDENTIALS), PAIR],
  ...differing(
    'always JSON',
    ['?format=xml', post(`${OBTAIN}?format=xml`, ALICE_CREDENTIALS), PAIR],
    ...['text/html', 'application/xml', 'garbage', ''].map((type): Row => [
      `Accept: "${type}"`,
      accepting(type),
      PAIR,
    ]),
  ),
);

export const PATHS = [...ofTokens, ...ofMe, ...methods, ...withoutSlash, ...unknown, ...accepted];
