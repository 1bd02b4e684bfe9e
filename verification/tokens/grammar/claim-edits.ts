import fc from 'fast-check';
import type { Claims } from '../../../test/support/jwt.js';
import type { Corpus } from '../service-state.js';
import { doubling, escaping, type MemberEdit, removing, replacing, respelling } from './members.js';

const CLAIM = 'claim';

const NAMES = [
  ...['exp', 'iat', 'nbf', 'jti', 'token_type', 'user_id', 'sub', 'sid', 'gen', 'iss', 'aud'],
  ...['role', 'is_staff', 'scope', 'hash_password', 'refresh_exp', '__proto__', 'constructor'],
  ...['toString', 'hasOwnProperty', 'valueOf', 'toJSON', 'length', 'then', 'alg', ''],
] as const;

/** Numbers in unusual notation, and strings that some parsers read as numbers. */
const NUMBERS = [
  ...['0', '-0', '-1', '1', '1.5', '0.1e1', '1e3', '1e12', '1e15', '1e308', '1e400', '-1e400'],
  ...['2147483646', '2147483647', '2147483648', '4294967296', '9007199254740993', '1e-400'],
  ...['253402300799', '253402300799.5', '253402300800', '99999999999999999999999999'],
  ...['"1"', '"0"', '"1e9"', '"Infinity"', '"NaN"', '" 1 "', '"٣"'],
];

/** Invalid JSON that some parsers accept. */
const NO_JSON = ['NaN', 'Infinity', '-Infinity', '01', '+1', '.5', '1.', '0x10', '1_0', '1n'];

const VALUES = [
  ...['null', 'true', 'false', '""', '" "', '"x"', '"access"', '"refresh"', '"Refresh"'],
  ...['"sliding"', '"access "', '"\\u0000"', '"\\ud800"', '"é"', '"e\\u0301"', '"’ OR 1=1"'],
  ...['[]', '[[]]', '{}', '["access"]', '["refresh"]', '{"$gt":""}', '{"__proto__":{"x":1}}'],
  ...['{"toString":null}', '{"length":1}', '[null]', `"${'x'.repeat(300)}"`],
  `"${'9'.repeat(5_000)}"`,
];

/** Nested arrays, which overflow a recursive parser. */
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const nestedValue = fc.oneof(fc.integer({ min: 60, max: 68 }), fc.constantFrom(2, 1_000, 4_000));

/** Times near the limits of `exp`, `iat` and `nbf`. */
const timeNear = (now: number) =>
  fc
    .constantFrom(-86_400, -61, -60, -1, 0, 1, 59, 60, 61, 86_400)
    .chain((seconds) => fc.constantFrom(0, 0.25, -0.25).map((part) => now + seconds + part));

/** Copies a claim of another token. */
function borrowed({ issued, invalidClaims }: Corpus): fc.Arbitrary<MemberEdit> {
  const claims: readonly Claims[] = [...issued.map((one) => one.claims), ...invalidClaims];
  const pairs = claims.flatMap((one) => Object.entries(one));
  return fc
    .constantFrom(...pairs)
    .map(([name, value]) => replacing(CLAIM, name, JSON.stringify(value)));
}

/**
 * Returns text unchanged, and JSON for other values: `String()` throws for an object without a
 * `toString` function.
 */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : String(JSON.stringify(value));
}

/** Returns NaN for an object: `Number()` throws for one without a `valueOf` function. */
function numberOf(value: unknown): number {
  return typeof value === 'object' ? NaN : Number(value);
}

/** Values that a lenient check takes for the original one, and neighboring values. */
const SPELLINGS: Readonly<Record<string, (value: unknown) => unknown>> = {
  'as a text': textOf,
  'in capitals': (value) => textOf(value).toUpperCase(),
  'with a leading space': (value) => ` ${textOf(value)}`,
  'with a trailing line break': (value) => `${textOf(value)}\n`,
  'with a trailing NUL': (value) => `${textOf(value)}\0`,
  'in braces': (value) => `{${textOf(value)}}`,
  'with a suffix': (value) => `${textOf(value)}.evil.example`,
  'in a list': (value) => [value],
  'in two lists': (value) => [[value]],
  'in an object': (value) => ({ value }),
  'one more': (value) => numberOf(value) + 1,
  'one less': (value) => numberOf(value) - 1,
  'half more': (value) => numberOf(value) + 0.5,
};

const KNOWN = NAMES.slice(0, 11);
const EMPTY = ['null', '""', '0', 'false', '[]', '{}', '"0"', '"null"', '"undefined"'];

/** Each claim removed, emptied, and with other spellings. */
export const CLAIM_EDITS: readonly MemberEdit[] = KNOWN.flatMap((name) => [
  removing(CLAIM, name),
  ...EMPTY.map((value) => replacing(CLAIM, name, value)),
  ...Object.entries(SPELLINGS).map(([how, spell]) => respelling(CLAIM, name, how, spell)),
]);

const odd = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES, ...NUMBERS, ...NO_JSON))
  .map(([name, value]) => replacing(CLAIM, name, value));

const deep = fc
  .tuple(fc.constantFrom(...NAMES), nestedValue.map(nested))
  .map(([name, value]) => ({ ...replacing(CLAIM, name, value), kind: 'claim nested' }));

const any = fc
  .tuple(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 }))
  .map(([name, value]) => replacing(CLAIM, name, JSON.stringify(value)));

const doubled = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES, ...NUMBERS), fc.boolean())
  .map(([name, value, first]) => doubling(CLAIM, name, value, first));

const escaped = fc
  .tuple(fc.constantFrom(...KNOWN), fc.constantFrom(...VALUES, ...NUMBERS))
  .map(([name, value]) => escaping(CLAIM, name, value));

/** Changes one claim. */
export function claimEdit(corpus: Corpus): fc.Arbitrary<MemberEdit> {
  const timed = fc
    .tuple(fc.constantFrom('exp', 'iat', 'nbf'), timeNear(corpus.now))
    .map(([name, seconds]) => replacing(CLAIM, name, String(seconds)));
  return fc.oneof(
    { weight: 4, arbitrary: odd },
    { weight: 6, arbitrary: fc.constantFrom(...CLAIM_EDITS) },
    { weight: 2, arbitrary: borrowed(corpus) },
    { weight: 2, arbitrary: timed },
    { weight: 1, arbitrary: doubled },
    { weight: 1, arbitrary: escaped },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: any },
  );
}
