import { sidOf } from '../../support/jwt.js';
import {
  about,
  type ContractCase,
  type ContractResponse,
  differing,
  type HttpRequest,
  type Row,
} from '../contract-case.js';
import { type Fixture, withAccess } from '../fixture.js';
import { authorized, send, SESSIONS as PATH } from '../requests.js';
import {
  EMPTY,
  INVALID_ALL,
  INVALID_CURSOR,
  INVALID_PAGE_SIZE,
  NO_CONTENT,
  NO_CREDENTIALS,
  NOT_FOUND,
  notAllowed,
  page,
  withoutBody,
} from '../responses.js';

const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString('base64'));

const asUser = (method: string, path = PATH) =>
  withAccess((token) => authorized(method, path, token));

/** Sends a request about another session of the same user. */
const aboutAnother =
  (path: (sid: string) => string, prepare: 'active' | 'revoked' = 'active') =>
  async (fixture: Fixture): Promise<HttpRequest> => {
    const { access } = await fixture.logIn();
    const other = prepare === 'revoked' ? await fixture.revoked() : await fixture.logIn();
    return authorized('DELETE', path(sidOf(other.refresh)), access);
  };

const rows = (method: string, response: ContractResponse, ...queries: string[]): Row[] =>
  queries.map((query) => [`${method} ${query}`, asUser(method, `${PATH}${query}`), response]);

interface Page {
  next: string | null;
  previous: string | null;
  results: Record<string, unknown>[];
}

const ITEM = {
  id: /^[\da-f-]{36}$/,
  created_at: /^[\d-]{10}T[\d:.]{12}Z$/,
  refreshed_at: /^[\d-]{10}T[\d:.]{12}Z$/,
  expires_at: /^[\d-]{10}T[\d:.]{12}Z$/,
  address: /^(null|127\.0\.0\.1)$/,
  device: /^(null|[\w ]{1,60})$/,
  current: /^(true|false)$/,
};

/**
 * Replaces the parts of a page that depend on the other cases. The sessions of a stopped clock have no
 * order.
 */
function pageView(text: string): string {
  if (!text.startsWith('{')) return text;
  const { next, previous, results = [] } = JSON.parse(text) as Partial<Page>;
  const [first = {}] = results;
  const members = Object.entries(ITEM).map(([name, pattern]) => pattern.test(String(first[name])));
  return JSON.stringify({
    next: next?.replace(/^http:\/\/[^/]+/, '').replace(/cursor=[^&]+/, 'cursor=…') ?? null,
    previous,
    results: results.length,
    names: Object.keys(first),
    members: members.every(Boolean),
  });
}

const listed: ContractCase[] = about(
  'a list of sessions',
  ...differing('session endpoints', [
    'has the URL of the next page, and the members of a session in this order',
    async (fixture) => {
      await fixture.logIn();
      return authorized('GET', `${PATH}?page_size=1`, (await fixture.logIn()).access);
    },
    page({
      next: `${PATH}?cursor=…&page_size=1`,
      previous: null,
      results: 1,
      names: Object.keys(ITEM),
      members: true,
    }),
  ]),
).map((one) => ({ ...one, view: pageView }));

const CURSORS = ['x', 'cD0=', encoded(`p=${UNKNOWN}x`), encoded(`r=2&p=${UNKNOWN}`), '%00'];
const SIZES = ['0', '101', '-1', '1.5', '', 'x', '1e1', '010'];

const selected = about(
  'sessions:',
  ...differing(
    'session endpoints',
    ...rows('GET', INVALID_CURSOR, ...CURSORS.map((cursor) => `?cursor=${cursor}`)),
    ...rows('GET', INVALID_PAGE_SIZE, ...SIZES.map((size) => `?page_size=${size}`)),
    ...rows('DELETE', INVALID_ALL, '?all=1', '?all=', '?all=TRUE', '?all=true&all=true'),
    ['HEAD', asUser('HEAD'), EMPTY],
    [
      'HEAD with an invalid cursor',
      asUser('HEAD', `${PATH}?cursor=x`),
      withoutBody(INVALID_CURSOR),
    ],
  ),
);

const revoked = about(
  'revoking',
  ...differing(
    'session endpoints',
    ['another session of the user', aboutAnother((sid) => `${PATH}${sid}/`), NO_CONTENT],
    ['a session without a trailing slash', aboutAnother((sid) => `${PATH}${sid}`), NO_CONTENT],
    ['a revoked session', aboutAnother((sid) => `${PATH}${sid}/`, 'revoked'), NOT_FOUND],
    ['a session in capitals', aboutAnother((sid) => `${PATH}${sid.toUpperCase()}/`), NOT_FOUND],
    ['an unknown session', asUser('DELETE', `${PATH}${UNKNOWN}/`), NOT_FOUND],
    ['a text that is not an ID', asUser('DELETE', `${PATH}x/`), NOT_FOUND],
    ['a text with U+0000', asUser('DELETE', `${PATH}%00/`), NOT_FOUND],
    ['all other sessions', asUser('DELETE'), NO_CONTENT],
    ['all other sessions, with all=false', asUser('DELETE', `${PATH}?all=false`), NO_CONTENT],
    ['every session', asUser('DELETE', `${PATH}?all=true`), NO_CONTENT],
  ),
);

const UNSAFE = ['POST', 'PUT', 'PATCH'];
const methods = about(
  'sessions, methods:',
  ...differing(
    'session endpoints',
    ...['GET', 'DELETE', ...UNSAFE].map((method): Row => [
      `${method} without credentials`,
      send(method, PATH),
      NO_CREDENTIALS,
    ]),
    ...['GET', 'DELETE', ...UNSAFE].map((method): Row => [
      `${method} of one session without credentials`,
      send(method, `${PATH}${UNKNOWN}/`),
      NO_CREDENTIALS,
    ]),
    ...UNSAFE.map((method): Row => [method, asUser(method), notAllowed(method)]),
    ['GET of one session', asUser('GET', `${PATH}${UNKNOWN}/`), notAllowed('GET')],
    ['OPTIONS', send('OPTIONS', PATH), EMPTY],
    ['OPTIONS of one session', send('OPTIONS', `${PATH}${UNKNOWN}/`), EMPTY],
    ['a path below a session', asUser('DELETE', `${PATH}${UNKNOWN}/x/`), NOT_FOUND],
  ),
);

export const SESSIONS: ContractCase[] = [...listed, ...selected, ...revoked, ...methods];
