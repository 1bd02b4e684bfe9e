import { DONE, fields, INVALID, NO_ACCOUNT, PAIR } from '../responses.js';
import {
  ALICE_CREDENTIALS,
  BLACKLIST,
  logIn,
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

/** A value as JSON, and its error message. */
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

const ENDPOINTS: [path: string, field: string, otherField: string][] = [
  [OBTAIN, 'username', '"password":"x",'],
  [OBTAIN, 'password', '"username":"x",'],
  [REFRESH, 'refresh', ''],
  [VERIFY, 'token', ''],
  [BLACKLIST, 'refresh', ''],
];

const damaged = ENDPOINTS.flatMap(([path, field, otherField]) =>
  row(
    `${path} rejects U+FFFD in its ${field}`,
    postRaw(path, `{${otherField}"${field}":"a\\ufffdb"}`),
    fields({ [field]: 'Replacement characters are not allowed: U+FFFD.' }),
  ),
);

const badFields = ENDPOINTS.flatMap(([path, field, otherField]) => [
  row(
    `${path} requires its ${field}`,
    postRaw(path, `{${otherField}"x":1}`),
    fields({ [field]: REQUIRED }),
  ),
  ...BAD_VALUES.map(([value, message]) => {
    const body = `{${otherField}"${field}":${value}}`;
    return row(
      `${path} rejects ${value} as ${field}`,
      postRaw(path, body),
      fields({ [field]: message }),
    );
  }),
]);

/** A number is read as its JSON text, which is neither a user name nor a token here. */
const NUMBERS = [
  ...['0', '1', '-1', '-0', '1.0', '1.5', '1.50', '1e3', '1E5', '1e400'],
  ...['9007199254740993', '123456789012345678901234567890'],
];
const numbers = NUMBERS.flatMap((json) => [
  row(`the number ${json} is read as a user name`, userNamed(json), NO_ACCOUNT),
  row(`the number ${json} is read as a token`, postRaw(VERIFY, `{"token":${json}}`), INVALID),
]);

function userNamed(json: string) {
  return postRaw(OBTAIN, `{"username":${json},"password":${json}}`);
}

/** White space around a user name, as JSON. */
const trimmed: [name: string, edge: string, response: ContractResponse][] = [
  ['spaces', '  ', PAIR],
  ['tabs and line endings', '\\t\\r\\n', PAIR],
  ['no-break spaces', '\\u00a0', PAIR],
  ['ideographic spaces', '\\u3000', PAIR],
  ['next-line characters', '\\u0085', PAIR],
  ['zero-width spaces', '\\u200b', NO_ACCOUNT],
  ['byte order marks', '\\ufeff', NO_ACCOUNT],
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
    row('are all reported when they are missing', post(OBTAIN, {}), NO_FIELDS),
    row(
      'are reported in their order when they are invalid',
      post(OBTAIN, { password: null }),
      BOTH_BAD,
    ),
    row(
      'are ignored when they are unknown',
      post(OBTAIN, { ...ALICE_CREDENTIALS, admin: true }),
      PAIR,
    ),
    row('of one name are read from the last one', postRaw(OBTAIN, TWICE), PAIR),
    row('are matched with exact names', post(VERIFY, { Token: 'x', TOKEN: 'x' }), NO_TOKEN),
    row('may be named __proto__', postRaw(VERIFY, '{"__proto__":{"token":"x"}}'), NO_TOKEN),
    row('may be named constructor', postRaw(VERIFY, '{"constructor":{"token":"x"}}'), NO_TOKEN),
    row('are not read from the query', post(IN_QUERY, {}), NO_FIELDS),
  ),
  ...about(
    'a user name',
    ...trimmed.map(([name, edge, response]) =>
      row(
        `${response === PAIR ? 'is accepted' : 'is rejected'} with ${name} around it`,
        nameBetween(edge),
        response,
      ),
    ),
    row('is unknown in another case', logIn('Alice', password), NO_ACCOUNT),
    row('may contain any characters', logIn('ünïcode', 'pässwörd-123'), PAIR),
    row(
      'is unknown in another normalization form',
      logIn(NFD('ünïcode'), 'pässwörd-123'),
      NO_ACCOUNT,
    ),
    row('is unknown with 10 kB', logIn(LONG, 'x'), NO_ACCOUNT),
    row('is unknown when no user has it', logIn('nobody', password), NO_ACCOUNT),
    row('is unknown when its user is inactive', logIn('bob', 'bob-pass-123'), NO_ACCOUNT),
  ),
  ...about(
    'a password',
    row('is rejected when it is wrong', logIn('alice', 'x'), NO_ACCOUNT),
    row('is rejected in another case', logIn('alice', password.toUpperCase()), NO_ACCOUNT),
    row(
      'is rejected in another normalization form',
      logIn('ünïcode', NFD('pässwörd-123')),
      NO_ACCOUNT,
    ),
    row('is rejected with 10 kB', logIn('alice', LONG), NO_ACCOUNT),
    row('is rejected without the spaces at its ends', logIn('spacey', 'spaced pass'), NO_ACCOUNT),
    differing(
      'exact passwords',
      row('is accepted with the spaces at its ends', logIn('spacey', ' spaced pass '), PAIR),
      row(
        'is rejected with additional white space',
        logIn('alice', `  ${password} \n`),
        NO_ACCOUNT,
      ),
    ),
  ),
  ...about(
    'a token',
    row('is invalid with 10 kB', verify(LONG), INVALID),
    row('is invalid with letters beyond ASCII', verify('ünïcode'), INVALID),
    row(
      'is accepted with spaces around it',
      withAccess((token) => verify(` ${token}\n`)),
      DONE,
    ),
    row(
      'is invalid after a zero-width space',
      withAccess((token) => verify(`\u200b${token}`)),
      INVALID,
    ),
  ),
];

function nameBetween(edge: string) {
  return postRaw(OBTAIN, `{"username":"${edge}alice${edge}","password":"${password}"}`);
}
