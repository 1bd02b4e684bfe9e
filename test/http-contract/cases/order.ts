import {
  BAD_KEY,
  fields,
  INVALID,
  NO_CREDENTIALS,
  NOT_FOUND,
  NOT_JSON,
  notAllowed,
  notObject,
  PAIR,
  TOO_LARGE,
  unsupported,
} from '../responses.js';
import {
  ALICE_CREDENTIALS,
  ME,
  OBTAIN,
  post,
  postRaw,
  REFRESH,
  refresh,
  send,
  withKey,
} from '../requests.js';
import { about, differing, row, type ContractCase } from '../contract-case.js';

const PLAIN = { 'Content-Type': 'text/plain' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const LONG = ' '.repeat(65 * 1024);
const NO_KEY = withKey('short');
const REFUSED = { Authorization: 'Bearer garbage' };
const NO_PASSWORD = fields({ password: 'This field is required.' });
const NO_REFRESH = fields({ refresh: 'This field is required.' });

const AUTHORIZATIONS = ['Bearer', 'Bearer garbage', 'Bearer a b c', 'Basic YTpi', 'garbage', ''];
const ignored = (value: string): ContractCase =>
  row(`"${value}"`, post(OBTAIN, ALICE_CREDENTIALS, { Authorization: value }), PAIR);

export const ORDER: ContractCase[] = [
  ...about(
    'first comes',
    differing(
      'unknown paths',
      row('the path, then the method', send('PUT', '/api/nothing/'), NOT_FOUND),
      row('the path, then the type', send('POST', '/api/nothing/', 'x', PLAIN), NOT_FOUND),
      row('the path, then the length', send('POST', '/api/nothing/', LONG, PLAIN), NOT_FOUND),
    ),
    row('the bearer, then the method', send('PUT', ME, '{', PLAIN), NO_CREDENTIALS),
    row('the bearer, then the length', send('POST', ME, LONG, JSON_TYPE), NO_CREDENTIALS),
    row('the method, then the length', send('PUT', OBTAIN, LONG, JSON_TYPE), notAllowed('PUT')),
    row('the method, then the type', send('PUT', OBTAIN, 'x', PLAIN), notAllowed('PUT')),
    row('the method, then the JSON', send('PUT', OBTAIN, '{', JSON_TYPE), notAllowed('PUT')),
    differing(
      'body limit',
      row('the length, then the type', postRaw(OBTAIN, LONG, 'text/plain'), TOO_LARGE),
    ),
    row('the type, then the JSON', postRaw(OBTAIN, '{', 'text/plain'), unsupported('text/plain')),
    row('the JSON, then what it holds', postRaw(OBTAIN, '[1'), NOT_JSON),
    row('the object, then its fields', postRaw(OBTAIN, '[{"username":null}]'), notObject('list')),
    row('the fields, then the credentials', post(OBTAIN, { username: 'nobody' }), NO_PASSWORD),
    row('the fields, then the Idempotency-Key', post(REFRESH, {}, NO_KEY), NO_REFRESH),
    differing(
      'retry with a key',
      row('the Idempotency-Key, then the token', refresh('garbage', NO_KEY), BAD_KEY),
    ),
  ),
  ...about(
    'a token endpoint does not look at Authorization:',
    ...AUTHORIZATIONS.map(ignored),
    row('not even when its own token is bad', refresh('garbage', REFUSED), INVALID),
  ),
];
