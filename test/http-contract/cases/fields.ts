import { DONE, fields, INVALID, NO_ACCOUNT, PAIR } from '../responses.js';
import {
  ALICE_CREDENTIALS,
  BLACKLIST,
  session,
  OBTAIN,
  post,
  postRaw,
  REFRESH,
  verify,
  VERIFY,
} from '../requests.js';
import { withAccess } from '../fixture.js';
import {
  about,
  differing,
  row,
  type ContractResponse,
  type ContractCase,
} from '../contract-case.js';

const REQUIRED = 'This field is required.';
const NULL = 'This field may not be null.';
const BLANK = 'This field may not be blank.';
const NO_STRING = 'Not a valid string.';
const NUL_CHARACTER = 'Null characters are not allowed.';
const SURROGATE = 'Surrogate characters are not allowed: U+D800.';

/** The value as it stands in JSON, and what is said of it. */
const BAD_VALUES: [value: string, message: string][] = [
  ['null', NULL],
  ['""', BLANK],
  ['" \\t\\n"', BLANK],
  ['"\\u00a0\\u2003"', BLANK],
  ['true', NO_STRING],
  ['false', NO_STRING],
  ['[]', NO_STRING],
  ['["x"]', NO_STRING],
  ['{}', NO_STRING],
  ['{"x":1}', NO_STRING],
  ['"a\\u0000b"', NUL_CHARACTER],
  ['"a\\ud800b"', SURROGATE],
];

const ENDPOINTS: [path: string, field: string, beside: string][] = [
  [OBTAIN, 'username', '"password":"x",'],
  [OBTAIN, 'password', '"username":"x",'],
  [REFRESH, 'refresh', ''],
  [VERIFY, 'token', ''],
  [BLACKLIST, 'refresh', ''],
];

const damaged = ENDPOINTS.flatMap(([path, field, beside]) =>
  row(
    `${path} refuses U+FFFD in its ${field}`,
    postRaw(path, `{${beside}"${field}":"a\\ufffdb"}`),
    fields({ [field]: 'Replacement characters are not allowed: U+FFFD.' }),
  ),
);

const badFields = ENDPOINTS.flatMap(([path, field, beside]) => [
  row(
    `${path} needs its ${field}`,
    postRaw(path, `{${beside}"x":1}`),
    fields({ [field]: REQUIRED }),
  ),
  ...BAD_VALUES.map(([value, message]) => {
    const body = `{${beside}"${field}":${value}}`;
    return row(
      `${path} refuses ${value} as ${field}`,
      postRaw(path, body),
      fields({ [field]: message }),
    );
  }),
]);

/** A number counts as its text in JSON, and that text is neither a name nor a token. */
const NUMBERS = [
  ...['0', '1', '-1', '-0', '1.0', '1.5', '1.50', '1e3', '1E5', '1e400'],
  ...['9007199254740993', '123456789012345678901234567890'],
];
const numbers = NUMBERS.flatMap((json) => [
  row(`the number ${json} is a user name`, userNamed(json), NO_ACCOUNT),
  row(`the number ${json} is a token`, postRaw(VERIFY, `{"token":${json}}`), INVALID),
]);

function userNamed(json: string) {
  return postRaw(OBTAIN, `{"username":${json},"password":${json}}`);
}

/** White space around a user name, as it stands in JSON. */
const trimmed: [name: string, edge: string, response: ContractResponse][] = [
  ['spaces', '  ', PAIR],
  ['tabs and line ends', '\\t\\r\\n', PAIR],
  ['no-break spaces', '\\u00a0', PAIR],
  ['ideographic spaces', '\\u3000', PAIR],
  ['next-line characters', '\\u0085', PAIR],
  ['a zero-width space, which is none', '\\u200b', NO_ACCOUNT],
  ['a byte order mark, which is none', '\\ufeff', NO_ACCOUNT],
];

const { password } = ALICE_CREDENTIALS;
const NO_FIELDS = fields({ username: REQUIRED, password: REQUIRED });
const NO_TOKEN = fields({ token: REQUIRED });
const BOTH_BAD = fields({ username: REQUIRED, password: NULL });
const TWICE = `{"username":1,"username":"alice","password":"${password}"}`;
const IN_QUERY = `${OBTAIN}?username=alice&password=${password}`;
const NFD = (text: string): string => text.normalize('NFD');
const LONG = 'x'.repeat(10_000);

export const FIELDS: ContractCase[] = [
  ...badFields,
  ...differing('damaged text', ...damaged),
  ...numbers,
  ...about(
    'fields',
    row('that are missing are all named', post(OBTAIN, {}), NO_FIELDS),
    row('that are bad are named in their order', post(OBTAIN, { password: null }), BOTH_BAD),
    row(
      'that nobody asked for are ignored',
      post(OBTAIN, { ...ALICE_CREDENTIALS, admin: true }),
      PAIR,
    ),
    row('of one name: the last counts', postRaw(OBTAIN, TWICE), PAIR),
    row('have exact names', post(VERIFY, { Token: 'x', TOKEN: 'x' }), NO_TOKEN),
    row('may be called __proto__', postRaw(VERIFY, '{"__proto__":{"token":"x"}}'), NO_TOKEN),
    row('may be called constructor', postRaw(VERIFY, '{"constructor":{"token":"x"}}'), NO_TOKEN),
    row('are not taken from the query', post(IN_QUERY, {}), NO_FIELDS),
  ),
  ...about(
    'a user name',
    ...trimmed.map(([name, edge, response]) => row(`between ${name}`, nameBetween(edge), response)),
    row('in another case is another', session('Alice', password), NO_ACCOUNT),
    row('may be any text', session('ünïcode', 'pässwörd-123'), PAIR),
    row('in another normal form is another', session(NFD('ünïcode'), 'pässwörd-123'), NO_ACCOUNT),
    row('of 10 kB is unknown', session(LONG, 'x'), NO_ACCOUNT),
    row('that nobody has is unknown', session('nobody', password), NO_ACCOUNT),
    row('of an inactive user is unknown', session('bob', 'bob-pass-123'), NO_ACCOUNT),
  ),
  ...about(
    'a password',
    row('that is wrong is refused', session('alice', 'x'), NO_ACCOUNT),
    row('in another case is wrong', session('alice', password.toUpperCase()), NO_ACCOUNT),
    row('in another normal form is wrong', session('ünïcode', NFD('pässwörd-123')), NO_ACCOUNT),
    row('of 10 kB is wrong', session('alice', LONG), NO_ACCOUNT),
    row('without the spaces at its edges is wrong', session('spacey', 'spaced pass'), NO_ACCOUNT),
    differing(
      'exact passwords',
      row('with the spaces at its edges is right', session('spacey', ' spaced pass '), PAIR),
      row('with spaces too many is wrong', session('alice', `  ${password} \n`), NO_ACCOUNT),
    ),
  ),
  ...about(
    'a token',
    row('of 10 kB is invalid', verify(LONG), INVALID),
    row('of letters beyond ASCII is invalid', verify('ünïcode'), INVALID),
    row(
      'between spaces is trimmed',
      withAccess((token) => verify(` ${token}\n`)),
      DONE,
    ),
    row(
      'after a zero-width space is not',
      withAccess((token) => verify(`\u200b${token}`)),
      INVALID,
    ),
  ),
];

function nameBetween(edge: string) {
  return postRaw(OBTAIN, `{"username":"${edge}alice${edge}","password":"${password}"}`);
}
