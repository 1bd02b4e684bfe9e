import {
  about,
  type ContractCase,
  differing,
  type HttpRequest,
  type Row,
} from '../contract-case.js';
import { withAccess } from '../fixture.js';
import { ALICE_CREDENTIALS, OBTAIN, postRaw, send, VERIFY } from '../requests.js';
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

type Body = string | Buffer;

const REQUIRED = fields({ token: 'This field is required.' });
const NO_STRING = fields({ token: 'Not a valid string.' });
const CREDENTIALS_JSON = JSON.stringify(ALICE_CREDENTIALS);
const FORM = 'application/x-www-form-urlencoded';
const FORM_CREDENTIALS = new URLSearchParams(ALICE_CREDENTIALS).toString();
const LATIN_TYPE = 'application/json; charset=latin-1';
const LATIN_CREDENTIALS = Buffer.from('{"username":"ünïcode","password":"pässwörd-123"}', 'latin1');
const LATIN_FORM = 'username=%FCn%EFcode&password=p%E4ssw%F6rd-123';
const DEEP = '['.repeat(30_000) + ']'.repeat(30_000);

const typed = (body: Body, type: string): HttpRequest => postRaw(OBTAIN, body, type);
const token = (body: Body, type?: string): HttpRequest => postRaw(VERIFY, body, type);
const inEscapes = (access: string) =>
  token(`{"\\u0074oken":"${access.replaceAll('e', '\\u0065')}"}`);

const NOT_PARSED: [name: string, body: Body][] = [
  ['white space', ' \n'],
  ['not JSON', 'x'],
  ['a form of type JSON', 'token=x'],
  ['an object without an end', '{"token":"x"'],
  ['a string without its end', '{"token":"x'],
  ['JSON with a trailing comma', '{"token":"x",}'],
  ['JSON in single quotes', "{'token':'x'}"],
  ['JSON with an unquoted name', '{token:"x"}'],
  ['JSON with a line ending in a string', '{"token":"\n"}'],
  ['JSON with a comment', '{} // x'],
  ['two objects', '{"token":"x"}{}'],
  ['JSON with NaN', '{"token":NaN}'],
  ['JSON with Infinity', '{"token":Infinity}'],
  ['JSON with -Infinity', '{"token":-Infinity}'],
  ['JSON after a byte order mark', '\ufeff{}'],
  ['JSON in UTF-16', Buffer.from('{"token":"x"}', 'utf16le')],
  ['JSON in invalid UTF-8', Buffer.from('{"token":"\xff"}', 'latin1')],
  ['a NUL', '\0'],
];

/** Bodies by the Python type in the message. */
const NOT_OBJECTS = {
  list: ['[]', '[{"token":"x"}]'],
  str: ['"x"', '""'],
  int: ['1', '-0'],
  float: ['1.5'],
  bool: ['true', 'false'],
};

/** Content types that are read as JSON. */
const JSON_TYPES = [
  ...['application/json', 'Application/JSON', 'application/json; charset=utf-8'],
  ...['application/json;charset=UTF-8', 'application/json; charset=bogus'],
  ...['application/json; version=1', ' application/json ', '*/*', 'application/*'],
];

const UNSUPPORTED_TYPES = [
  ...['text/plain', 'text/json', 'application/jsonx', 'application/vnd.api+json'],
  ...['multipart/form-data', 'multipart/form-data; boundary=Xy', 'garbage', ';;;', ''],
];

const values = about(
  'a body',
  ['is read as {} when it is empty', token(''), REQUIRED],
  ['is read as {} when it is empty, with any content type', token('', 'text/plain'), REQUIRED],
  ['is read as {} when it is empty, without a content type', send('POST', VERIFY), REQUIRED],
  ...NOT_PARSED.map(([name, body]): Row => [
    `is rejected as JSON when it is ${name}`,
    token(body),
    NOT_JSON,
  ]),
  ...Object.entries(NOT_OBJECTS).flatMap(([type, bodies]) =>
    bodies.map((body): Row => [
      `is rejected as an object when it is ${body}`,
      token(body),
      notObject(type),
    ]),
  ),
  ['is rejected as missing data when it is null', token('null'), NO_DATA],
  ['is rejected without its fields when it is {}', token('{}'), REQUIRED],
  ['is accepted with white space around the object', typed(`\r\n\t ${CREDENTIALS_JSON} \n`, 'application/json'), PAIR], // prettier-ignore
  ['is accepted with escapes in names and values', withAccess(inEscapes), DONE],
  ['is read when it is 60 KiB long', token(`${' '.repeat(60 * 1024)}{}`), REQUIRED],
  ...differing('body limit', [
    'is rejected when it is longer than 64 KiB',
    token(`${' '.repeat(64 * 1024)}{}`),
    TOO_LARGE,
  ]),
  ...differing(
    'never a 500',
    ['is rejected as an object when it is 30 000 lists deep', token(DEEP), notObject('list')],
    ['is rejected as JSON when it is 30 000 lists deep and incomplete', token('['.repeat(30_000)), NOT_JSON], // prettier-ignore
    ['is rejected when a field is 30 000 lists deep', token(`{"token":${DEEP}}`), NO_STRING],
  ),
);

const types = about(
  'a body of type',
  ...JSON_TYPES.map((type): Row => [
    `"${type}" is read as JSON`,
    typed(CREDENTIALS_JSON, type),
    PAIR,
  ]),
  ...UNSUPPORTED_TYPES.map((type): Row => [
    `"${type}" is rejected`,
    typed(CREDENTIALS_JSON, type),
    unsupported(type),
  ]),
  ['none is rejected', send('POST', OBTAIN, CREDENTIALS_JSON), unsupported('')],
  ['JSON is decoded in its charset', typed(LATIN_CREDENTIALS, LATIN_TYPE), PAIR],
  ...differing(
    'media types',
    [`"${FORM}" is read as a form`, typed(FORM_CREDENTIALS, FORM), PAIR],
    ['form is rejected without its fields when it contains JSON', token('{"token":"x"}', FORM), REQUIRED], // prettier-ignore
    ['form uses the last of two equal fields', typed(`username=x&${FORM_CREDENTIALS}`, FORM), PAIR],
    ['form is decoded in its charset', typed(LATIN_FORM, `${FORM}; charset=latin-1`), PAIR],
    ['form is rejected with bytes that are not UTF-8', typed(LATIN_FORM, FORM), NO_FORM],
  ),
);

export const BODIES: ContractCase[] = [...values, ...types];
