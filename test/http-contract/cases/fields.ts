import {
  about,
  type ContractCase,
  type ContractResponse,
  differing,
  type Row,
} from '../contract-case.js';
import { withAccess } from '../fixture.js';
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
import { DONE, fields, INVALID, NO_ACCOUNT, PAIR } from '../responses.js';

const REQUIRED = 'This field is required.';
const NULL = 'This field may not be null.';

/** Values as JSON, by their error message. */
const BAD_VALUES = {
  [NULL]: ['null'],
  'This field may not be blank.': ['""', '" \\t\\n"', '"\\u00a0\\u2003"'],
  'Not a valid string.': ['true', 'false', '[]', '["x"]', '{}', '{"x":1}'],
  'Null characters are not allowed.': ['"a\\u0000b"'],
  'Surrogate characters are not allowed: U+D800.': ['"a\\ud800b"'],
};

const ENDPOINTS: [path: string, field: string, otherField: string][] = [
  [OBTAIN, 'username', '"password":"x",'],
  [OBTAIN, 'password', '"username":"x",'],
  [REFRESH, 'refresh', ''],
  [VERIFY, 'token', ''],
  [BLACKLIST, 'refresh', ''],
];

const badFields = ENDPOINTS.flatMap(([path, field, otherField]) => {
  const bodyWith = (value: string) => postRaw(path, `{${otherField}"${field}":${value}}`);
  const refusal = (message: string) => fields({ [field]: message });
  const withReplacement = refusal('Replacement characters are not allowed: U+FFFD.');
  return about(
    path,
    [`requires its ${field}`, postRaw(path, `{${otherField}"x":1}`), refusal(REQUIRED)],
    ...Object.entries(BAD_VALUES).flatMap(([message, values]) =>
      values.map((value): Row => [
        `rejects ${value} as ${field}`,
        bodyWith(value),
        refusal(message),
      ]),
    ),
    ...differing('damaged text', [
      `rejects U+FFFD in its ${field}`,
      bodyWith('"a\\ufffdb"'),
      withReplacement,
    ]),
  );
});

/** A number is read as its JSON text, which is neither a user name nor a token here. */
const NUMBERS = [
  ...['0', '1', '-1', '-0', '1.0', '1.5', '1.50', '1e3', '1E5', '1e400'],
  ...['9007199254740993', '123456789012345678901234567890'],
];
const numbers = NUMBERS.flatMap((json) =>
  about(
    `the number ${json}`,
    [
      'is read as a user name',
      postRaw(OBTAIN, `{"username":${json},"password":${json}}`),
      NO_ACCOUNT,
    ],
    ['is read as a token', postRaw(VERIFY, `{"token":${json}}`), INVALID],
  ),
);

/** White space around a user name, as JSON. */
const EDGES: [name: string, edge: string, response: ContractResponse][] = [
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
const nameBetween = (edge: string) =>
  postRaw(OBTAIN, `{"username":"${edge}alice${edge}","password":"${password}"}`);

export const FIELDS: ContractCase[] = [
  ...badFields,
  ...numbers,
  ...about(
    'fields',
    ['are all reported when they are missing', post(OBTAIN, {}), NO_FIELDS],
    ['are reported in order when they are invalid', post(OBTAIN, { password: null }), BOTH_BAD],
    ['are ignored when unknown', post(OBTAIN, { ...ALICE_CREDENTIALS, admin: true }), PAIR],
    ['of one name are read from the last one', postRaw(OBTAIN, TWICE), PAIR],
    ['are matched with exact names', post(VERIFY, { Token: 'x', TOKEN: 'x' }), NO_TOKEN],
    ['may be named __proto__', postRaw(VERIFY, '{"__proto__":{"token":"x"}}'), NO_TOKEN],
    ['may be named constructor', postRaw(VERIFY, '{"constructor":{"token":"x"}}'), NO_TOKEN],
    ['are not read from the query', post(IN_QUERY, {}), NO_FIELDS],
  ),
  ...about(
    'a user name',
    ...EDGES.map(([name, edge, response]): Row => [
      `${response === PAIR ? 'is accepted' : 'is rejected'} with ${name} around it`,
      nameBetween(edge),
      response,
    ]),
    ['is unknown in another case', logIn('Alice', password), NO_ACCOUNT],
    ['may contain any characters', logIn('ünïcode', 'pässwörd-123'), PAIR],
    ['is unknown in another normalization form', logIn(NFD('ünïcode'), 'pässwörd-123'), NO_ACCOUNT],
    ['is unknown with 10 kB', logIn(LONG, 'x'), NO_ACCOUNT],
    ['is unknown when no user has it', logIn('nobody', password), NO_ACCOUNT],
    ['is unknown when its user is inactive', logIn('bob', 'bob-pass-123'), NO_ACCOUNT],
  ),
  ...about(
    'a password',
    ['is rejected when it is wrong', logIn('alice', 'x'), NO_ACCOUNT],
    ['is rejected in another case', logIn('alice', password.toUpperCase()), NO_ACCOUNT],
    ['is rejected with 10 kB', logIn('alice', LONG), NO_ACCOUNT],
    ['is rejected without the spaces at its ends', logIn('spacey', 'spaced pass'), NO_ACCOUNT],
    ...differing('normalized passwords', [
      'is accepted in another normal form',
      logIn('ünïcode', NFD('pässwörd-123')),
      PAIR,
    ]),
    ...differing(
      'exact passwords',
      ['is accepted with the spaces at its ends', logIn('spacey', ' spaced pass '), PAIR],
      ['is rejected with additional white space', logIn('alice', `  ${password} \n`), NO_ACCOUNT],
    ),
  ),
  ...about(
    'a token',
    ['is invalid with 10 kB', verify(LONG), INVALID],
    ['is invalid with letters beyond ASCII', verify('ünïcode'), INVALID],
    ['is accepted with spaces around it', withAccess((token) => verify(` ${token}\n`)), DONE],
    ['is invalid after U+200B', withAccess((token) => verify(`\u200b${token}`)), INVALID],
  ),
];
