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
import {
  ALICE_CREDENTIALS,
  BLACKLIST,
  ME,
  me,
  OBTAIN,
  post,
  REFRESH,
  send,
  VERIFY,
} from '../requests.js';
import { withAccess, withRefresh } from '../fixture.js';
import { about, differing, row, type ContractCase } from '../contract-case.js';

const TOKEN_PATHS = [OBTAIN, REFRESH, VERIFY, BLACKLIST];
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'];

const asBearer = (method: string) => withAccess((token) => me(`Bearer ${token}`, method));
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const accepting = (type: string) => post(OBTAIN, ALICE_CREDENTIALS, { Accept: type });

const BROWSERS = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const NO_CREDENTIALS_FIELDS = fields({
  username: 'This field is required.',
  password: 'This field is required.',
});

const ofTokens = (path: string): ContractCase[] => [
  ...['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE'].map((method) =>
    row(`${method} ${path} is not allowed`, send(method, path), notAllowed(method)),
  ),
  row(`HEAD ${path} is not allowed`, send('HEAD', path), withoutBody(notAllowed('HEAD'))),
  ...differing(
    'OPTIONS',
    row(`OPTIONS ${path} returns the allowed methods`, send('OPTIONS', path), EMPTY),
  ),
];

const ofMe: ContractCase[] = [
  ...about(
    `a request without credentials to ${ME}:`,
    ...['GET', ...UNSAFE].map((method) => row(method, me(undefined, method), NO_CREDENTIALS)),
    row('HEAD', me(undefined, 'HEAD'), withoutBody(NO_CREDENTIALS)),
    differing('OPTIONS', row('OPTIONS', me(undefined, 'OPTIONS'), EMPTY)),
  ),
  ...about(
    `a request with an access token to ${ME}:`,
    row('GET', asBearer('GET'), ALICE),
    row('HEAD', asBearer('HEAD'), EMPTY),
    ...[...UNSAFE, 'TRACE'].map((method) => row(method, asBearer(method), notAllowed(method))),
    differing('OPTIONS', row('OPTIONS', asBearer('OPTIONS'), EMPTY)),
    row(
      'GET with a body',
      withAccess((token) => send('GET', ME, '{', bearer(token))),
      ALICE,
    ),
  ),
];

const malformed: ContractCase[] = [
  ...differing(
    'other servers',
    row('an unknown HTTP method is rejected as malformed', send('FOO', OBTAIN), MALFORMED),
    row('an invalid URL is rejected as malformed', send('GET', '/api/%zz'), MALFORMED),
  ),
  ...about(
    'a method is not overridden by',
    row(
      'a header',
      send('GET', OBTAIN, undefined, { 'X-HTTP-Method-Override': 'POST' }),
      notAllowed('GET'),
    ),
    row('the query', send('GET', `${OBTAIN}?_method=POST`), notAllowed('GET')),
  ),
];

const withoutSlash = differing(
  'slash optional',
  ...about(
    'without a trailing slash, the service serves',
    row('/api/token', post('/api/token', ALICE_CREDENTIALS), PAIR),
    row(
      '/api/token/refresh',
      withRefresh((refresh) => post('/api/token/refresh', { refresh })),
      REFRESHED,
    ),
    row(
      '/api/token/verify',
      withAccess((token) => post('/api/token/verify', { token })),
      DONE,
    ),
    row(
      '/api/token/blacklist',
      withRefresh((refresh) => post('/api/token/blacklist', { refresh })),
      DONE,
    ),
    row(
      '/api/me',
      withAccess((token) => send('GET', '/api/me', undefined, bearer(token))),
      ALICE,
    ),
    row('a path with a query', post('/api/token?next=/', {}), NO_CREDENTIALS_FIELDS),
    row('no other method', send('GET', '/api/token'), notAllowed('GET')),
  ),
);

const unknown = differing(
  'unknown paths',
  ...about(
    'the service does not serve',
    ...['/', '/api/', '/api/nothing/', '/api//token/', '//api/token/'].map(notServed),
    ...['/API/TOKEN/', '/api/Token/', '/api/token/x/', '/api/me/x'].map(notServed),
    row('/api/nothing/ with POST', post('/api/nothing/', {}), NOT_FOUND),
    row(
      '/api/nothing/ with an access token',
      withAccess((token) => send('GET', '/api/nothing/', undefined, bearer(token))),
      NOT_FOUND,
    ),
    row(
      '/api/nothing/ to a browser',
      send('GET', '/api/nothing/', undefined, { Accept: BROWSERS }),
      NOT_FOUND,
    ),
  ),
);

const accepted = about(
  'the response is JSON for',
  ...['application/json', '*/*', BROWSERS, 'application/json;q=0'].map((type) =>
    row(`Accept: ${type}`, accepting(type), PAIR),
  ),
  row('?format=json', post(`${OBTAIN}?format=json`, ALICE_CREDENTIALS), PAIR),
  differing(
    'always JSON',
    row('?format=xml', post(`${OBTAIN}?format=xml`, ALICE_CREDENTIALS), PAIR),
    ...['text/html', 'application/xml', 'garbage', ''].map((type) =>
      row(`Accept: "${type}"`, accepting(type), PAIR),
    ),
  ),
);

export const PATHS: ContractCase[] = [
  ...TOKEN_PATHS.flatMap(ofTokens),
  ...ofMe,
  ...malformed,
  ...withoutSlash,
  ...unknown,
  ...accepted,
];

function notServed(path: string): ContractCase {
  return row(path, send('GET', path), NOT_FOUND);
}
