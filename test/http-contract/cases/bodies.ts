import {
  DONE,
  fields,
  NO_DATA,
  NO_FORM,
  NOT_JSON,
  notObject,
  PAIR,
  TOO_LARGE,
  unsupported,
} from '../responses.js';
import { ALICE_CREDENTIALS, OBTAIN, postRaw, send, VERIFY } from '../requests.js';
import { withAccess } from '../fixture.js';
import { about, differing, row, type ContractCase, type WireRequest } from '../contract-case.js';

const REQUIRED = fields({ token: 'This field is required.' });
const SESSION = JSON.stringify(ALICE_CREDENTIALS);
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const FORM_CREDENTIALS = new URLSearchParams(ALICE_CREDENTIALS).toString();
const LATIN_TYPE = 'application/json; charset=latin-1';
const LATIN_CREDENTIALS = Buffer.from('{"username":"ünïcode","password":"pässwörd-123"}', 'latin1');
const LATIN_FORM = 'username=%FCn%EFcode&password=p%E4ssw%F6rd-123';
const DEEP = '['.repeat(30_000) + ']'.repeat(30_000);
const NO_STRING = fields({ token: 'Not a valid string.' });

const typed = (body: string | Buffer, type: string): WireRequest => postRaw(OBTAIN, body, type);
const token = (body: string | Buffer, type?: string): WireRequest => postRaw(VERIFY, body, type);

const NOT_PARSED: [name: string, body: string | Buffer][] = [
  ['white space', ' \n'],
  ['no JSON', 'x'],
  ['a form of type JSON', 'token=x'],
  ['an object without an end', '{"token":"x"'],
  ['a string without its end', '{"token":"x'],
  ['a comma too much', '{"token":"x",}'],
  ['single quotes', "{'token':'x'}"],
  ['a name without quotes', '{token:"x"}'],
  ['a line end in a string', '{"token":"\n"}'],
  ['a comment', '{} // x'],
  ['something after its end', '{"token":"x"}{}'],
  ['NaN', '{"token":NaN}'],
  ['Infinity', '{"token":Infinity}'],
  ['-Infinity', '{"token":-Infinity}'],
  ['a byte order mark', '\ufeff{}'],
  ['UTF-16', Buffer.from('{"token":"x"}', 'utf16le')],
  ['invalid UTF-8', Buffer.from('{"token":"\xff"}', 'latin1')],
  ['NUL', '\0'],
];

const NOT_OBJECTS: [body: string, type: string][] = [
  ['[]', 'list'],
  ['[{"token":"x"}]', 'list'],
  ['"x"', 'str'],
  ['""', 'str'],
  ['1', 'int'],
  ['-0', 'int'],
  ['1.5', 'float'],
  ['true', 'bool'],
  ['false', 'bool'],
];

/** Types of JSON. */
const TAKEN = [
  JSON_TYPE,
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json; charset=bogus',
  'application/json; version=1',
  ' application/json ',
  '*/*',
  'application/*',
];

const NOT_TAKEN = [
  'text/plain',
  'text/json',
  'application/jsonx',
  'application/vnd.api+json',
  'multipart/form-data',
  'multipart/form-data; boundary=Xy',
  'garbage',
  ';;;',
  '',
];

const empty = about(
  'an empty body',
  row('counts as {}', token(''), REQUIRED),
  row('counts as {}, whatever its type', token('', 'text/plain'), REQUIRED),
  row('counts as {}, without a type', send('POST', VERIFY), REQUIRED),
);

const values = about(
  'a body that is',
  ...NOT_PARSED.map(([name, body]) => row(`${name} is no JSON`, token(body), NOT_JSON)),
  ...NOT_OBJECTS.map(([body, type]) => row(`${body} is no object`, token(body), notObject(type))),
  row('null is no data', token('null'), NO_DATA),
  row('{} lacks its fields', token('{}'), REQUIRED),
  row('an object between white space is one', typed(`\r\n\t ${SESSION} \n`, JSON_TYPE), PAIR),
  row('an object whose token is in escapes has one', withAccess(inEscapes), DONE),
  row('60 KiB long is read', token(`${' '.repeat(60 * 1024)}{}`), REQUIRED),
  differing(
    'body limit',
    row('longer than 64 KiB is too large', token(`${' '.repeat(64 * 1024)}{}`), TOO_LARGE),
  ),
  differing(
    'never a 500',
    row('30 000 lists deep is no object', token(DEEP), notObject('list')),
    row('30 000 lists deep without an end is no JSON', token('['.repeat(30_000)), NOT_JSON),
    row('an object of 30 000 lists has no string', token(`{"token":${DEEP}}`), NO_STRING),
  ),
);

const types = about(
  'a body of type',
  ...TAKEN.map((type) => row(`"${type}" is JSON`, typed(SESSION, type), PAIR)),
  ...NOT_TAKEN.map((type) =>
    row(`"${type}" is not taken`, typed(SESSION, type), unsupported(type)),
  ),
  row('none is not taken', send('POST', OBTAIN, SESSION), unsupported('')),
  row('JSON is read in the charset that it names', typed(LATIN_CREDENTIALS, LATIN_TYPE), PAIR),
  differing(
    'media types',
    row('"application/x-www-form-urlencoded" is a form', typed(FORM_CREDENTIALS, FORM), PAIR),
    row('form that holds JSON lacks its fields', token('{"token":"x"}', FORM), REQUIRED),
    row(
      'form with a field twice: the last counts',
      typed(`username=x&${FORM_CREDENTIALS}`, FORM),
      PAIR,
    ),
    row(
      'form in another charset is read in it',
      typed(LATIN_FORM, `${FORM}; charset=latin-1`),
      PAIR,
    ),
    row('form with bytes that are not UTF-8 is refused', typed(LATIN_FORM, FORM), NO_FORM),
  ),
);

export const BODIES: ContractCase[] = [...empty, ...values, ...types];

function inEscapes(access: string): WireRequest {
  return token(`{"\\u0074oken":"${access.replaceAll('e', '\\u0065')}"}`);
}
