import { about, type ContractCase, differing, type Row } from '../contract-case.js';
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

const PLAIN = { 'Content-Type': 'text/plain' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const LONG = ' '.repeat(65 * 1024);
const NO_KEY = withKey('short');
const REFUSED = { Authorization: 'Bearer garbage' };
const NO_PASSWORD = fields({ password: 'This field is required.' });
const NO_REFRESH = fields({ refresh: 'This field is required.' });

const ignored = (Authorization: string): Row => [
  `"${Authorization}"`,
  post(OBTAIN, ALICE_CREDENTIALS, { Authorization }),
  PAIR,
];

export const ORDER: ContractCase[] = [
  ...about(
    'the service checks',
    ...differing(
      'unknown paths',
      ['the path before the method', send('PUT', '/api/nothing/'), NOT_FOUND],
      ['the path before the content type', send('POST', '/api/nothing/', 'x', PLAIN), NOT_FOUND],
      ['the path before the length', send('POST', '/api/nothing/', LONG, PLAIN), NOT_FOUND],
    ),
    ['the access token before the method', send('PUT', ME, '{', PLAIN), NO_CREDENTIALS],
    ['the access token before the length', send('POST', ME, LONG, JSON_TYPE), NO_CREDENTIALS],
    ['the method before the length', send('PUT', OBTAIN, LONG, JSON_TYPE), notAllowed('PUT')],
    ['the method before the content type', send('PUT', OBTAIN, 'x', PLAIN), notAllowed('PUT')],
    ['the method before the JSON', send('PUT', OBTAIN, '{', JSON_TYPE), notAllowed('PUT')],
    ...differing('body limit', [
      'the length before the type',
      postRaw(OBTAIN, LONG, 'text/plain'),
      TOO_LARGE,
    ]),
    ['the type before the JSON', postRaw(OBTAIN, '{', 'text/plain'), unsupported('text/plain')],
    ['the JSON before its value', postRaw(OBTAIN, '[1'), NOT_JSON],
    ['the object before its fields', postRaw(OBTAIN, '[{"username":null}]'), notObject('list')],
    ['the fields before the credentials', post(OBTAIN, { username: 'nobody' }), NO_PASSWORD],
    ['the fields before the Idempotency-Key', post(REFRESH, {}, NO_KEY), NO_REFRESH],
    ...differing('retry with a key', [
      'the key before the token',
      refresh('garbage', NO_KEY),
      BAD_KEY,
    ]),
  ),
  ...about(
    'a token endpoint ignores Authorization:',
    ...['Bearer', 'Bearer garbage', 'Bearer a b c', 'Basic YTpi', 'garbage', ''].map(ignored),
    ['even when the token in the body is invalid', refresh('garbage', REFUSED), INVALID],
  ),
];
