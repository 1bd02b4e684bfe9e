import fc from 'fast-check';
import type { Endpoint } from './endpoints.js';
import { token } from './tokens.js';
import { PASSWORD, USERS } from './world.js';

/** One character per byte (Latin-1), so that counterexamples are readable. */
export type Bytes = string;

export interface Body {
  /** `Content-Type`; undefined: the request has none. */
  type: string | undefined;
  bytes: Bytes;
}

const utf8 = (text: string): Bytes => Buffer.from(text, 'utf8').toString('latin1');
const utf16 = (text: string): Bytes => Buffer.from(text, 'utf16le').toString('latin1');

/** Generates arbitrary bytes. */
export const rawBytes = (maxLength: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));

/** Unusual strings. JSON.stringify escapes lone surrogates; other mutations encode them as three bytes. */
const unusualString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff\ud800',
    '\ufeff',
    '\u2028',
    '\x85',
    '\ufffd',
  ),
  fc.constantFrom("' OR 1=1 --", '%0d%0aX-Injected: 1', '\r\nX-Injected: 1\r\n\r\n', '${7*7}'),
  fc.integer({ min: 1, max: 70_000 }).map((length) => 'x'.repeat(length)),
);

const noString: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1e308, 2 ** 70, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Valid credentials are rare, because they cause a slow password hash. */
const password = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<unknown>('', ' ', '\0', '\ud800', null, [], undefined) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(PASSWORD, 'wrong', 1e21) },
  { weight: 1, arbitrary: unusualString },
);

/** Never a valid one, because a change would revoke the sessions of the other requests. */
const newPassword = fc.oneof(
  fc.constantFrom<unknown>('', ' ', 'short', '\0', '\ud800', null, [], PASSWORD.slice(1, 12)),
  fc.constantFrom('a'.repeat(2_000), 'passwordpassword1', '\ufffd'.repeat(20), 1e21),
);

const username = fc.oneof(fc.constantFrom(...USERS.map((user) => user.username)), unusualString);

const valueOf = (field: string): fc.Arbitrary<unknown> => {
  if (field === 'new_password') return newPassword;
  if (field.endsWith('password')) return password;
  const likely = field === 'username' ? username : token;
  return fc.oneof(
    { weight: 6, arbitrary: likely },
    { weight: 1, arbitrary: unusualString },
    { weight: 1, arbitrary: noString },
  );
};

type Fields = Record<string, unknown>;

/** Generates the fields of the endpoint, and sometimes an unknown one. */
const fieldsOf = ({ fields }: Endpoint): fc.Arbitrary<Fields> => {
  const wanted = Object.fromEntries(fields.map((field) => [field, valueOf(field)]));
  const unknown = fc.constantFrom('__proto__', 'constructor', 'toJSON', 'then', 'Username', '');
  const others = fc.option(fc.tuple(unknown, noString), { freq: 3 });
  return fc
    .tuple(fc.record(wanted), others)
    .map(([known, other]) =>
      other === null ? known : Object.fromEntries([...Object.entries(known), other]),
    );
};

const JSON_TYPES = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  fc.constantFrom('Application/JSON; charset=UTF-8', '*/*', 'application/*', ' application/json'),
  fc.constantFrom('application/json; charset="utf-8', 'application/json;;;', 'application/json,'),
);

const CHARSETS = [
  ...['utf-16', 'utf-16be', 'latin-1', 'ascii', 'shift_jis', 'utf-7', 'utf-32', 'gb18030'],
  ...['x-user-defined', 'replacement', 'iso-2022-jp', '', '__proto__', 'x'.repeat(200)],
];

const FORM = 'application/x-www-form-urlencoded';

const otherTypes = fc.oneof(
  fc.constantFrom('text/plain', 'multipart/form-data', 'multipart/form-data; boundary=x', ''),
  fc.constantFrom('application/xml', 'application/json-patch+json', 'application/jsonx', '/', ';'),
  fc.constantFrom('text/html\t;charset=\xe9', 'application/__proto__', '"', '\\', '<script>'),
);

const formTypes = fc.oneof(
  { weight: 4, arbitrary: fc.constant(FORM) },
  fc.constantFrom(...CHARSETS).map((name) => `${FORM}; charset=${name}`),
);

/** Generates form bodies, valid and malformed. */
const form = (fields: fc.Arbitrary<Fields>): fc.Arbitrary<Body> =>
  fc
    .oneof(
      {
        weight: 4,
        arbitrary: fields.map((f) => utf8(new URLSearchParams(texts(f)).toString())),
      },
      fc.constantFrom('&&&', '=', '%', '%zz=%', 'a=%ff%fe', '__proto__=1&__proto__[x]=2', 'a[]=1'),
      rawBytes(100),
    )
    .chain((bytes) => fc.record({ type: formTypes, bytes: fc.constant(bytes) }));

const texts = (fields: Fields): [string, string][] =>
  Object.entries(fields).map(([name, value]) => [name, textOf(value)]);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : String(JSON.stringify(value));

/** Mutations of JSON text: truncated, with a byte order mark, in other encodings, repeated, with white space. */
const jsonMutations = fc.constantFrom<((json: string) => Bytes)[]>(
  (json) => utf8(json).slice(0, -1),
  (json) => utf8(json).slice(0, json.length / 2),
  (json) => utf8(`\ufeff${json}`),
  (json) => utf16(json),
  (json) => utf16(`\ufeff${json}`),
  (json) => utf8(json + json),
  (json) => utf8(` \t\r\n${json}\n`),
  (json) => utf8(`[${json}]`),
  (json) => utf8(json.replaceAll('"', "'")),
  (json) => utf8(json.replace(/:"[^"]*"/, ':9007199254740993')),
  (json) => utf8(json.replace(/:"[^"]*"/, ':-1.50E+400')),
  (json) => utf8(json.replace('{', '{"a":NaN,')),
  (json) => utf8(json.replace(/\\u[0-9a-f]{4}/gi, '')),
  (json) => `${utf8(json).slice(0, 4)}\xff\xc0\x80\xed\xa0\x80${utf8(json).slice(4)}`,
  (json) => `\0${utf8(json)}\0`,
);

const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"refresh":'), fc.integer({ min: 1, max: 20_000 }))
  .map(([opening, depth]) => opening.repeat(depth));

/** Generates a body for the endpoint: valid, almost valid, or arbitrary. */
export const bodyFor = (endpoint: Endpoint): fc.Arbitrary<Body> => {
  const fields = fieldsOf(endpoint);
  const json = fields.map((value) => JSON.stringify(value));
  const bytes = json.map(utf8);
  const charset = fc.constantFrom(...CHARSETS).map((name) => `application/json; charset=${name}`);
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ type: fc.constant('application/json'), bytes }) },
    { weight: 3, arbitrary: form(fields) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: JSON_TYPES,
        bytes: fc.tuple(json, jsonMutations).map(([text, mutate]) => mutate(text)),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: charset, bytes: fc.oneof(bytes, json.map(utf16)) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.option(otherTypes, { nil: undefined }), bytes }) },
    { weight: 1, arbitrary: fc.record({ type: JSON_TYPES, bytes: fc.json().map(utf8) }) },
    { weight: 1, arbitrary: fc.record({ type: JSON_TYPES, bytes: fc.oneof(rawBytes(200), deep) }) },
    { weight: 2, arbitrary: fc.record({ type: JSON_TYPES, bytes: fc.constant('') }) },
  );
};
