import fc from 'fast-check';
import { SECRET, sign } from '../../test/support/jwt.js';
import { STARTED_AT, EXPIRES_AT, SESSIONS, ownerOf, sidOf, USER_IDS } from './world.js';

type Claims = Record<string, unknown>;

/** Generates claims as the service issues them. Only generation 0 of a session was issued at first. */
const issued: fc.Arbitrary<Claims> = fc
  .record({
    type: fc.constantFrom('refresh', 'access'),
    session: fc.nat(SESSIONS - 1),
    gen: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)),
  })
  .map(({ type, session, gen }) => ({
    token_type: type,
    exp: EXPIRES_AT,
    iat: STARTED_AT,
    jti: session.toString(16).padStart(32, '0'),
    user_id: ownerOf(session),
    sub: ownerOf(session),
    sid: sidOf(session),
    ...(type === 'refresh' && { gen }),
  }));

const CLAIM_NAMES = [
  ...['token_type', 'exp', 'iat', 'nbf', 'jti', 'user_id', 'sub', 'sid', 'gen', 'iss', 'aud'],
  ...['role', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON', ''],
];

const unusualValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', ' 1 ', '\0', '\ud800', 0, -1, 1.5, 2 ** 31, 2 ** 70),
  fc.constantFrom<unknown>(1e308, 253_402_300_799, 253_402_300_800, 'x'.repeat(300), ...USER_IDS),
  fc.constantFrom('refresh', 'access', 'sliding'),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 1, max: 1_000 }).map(nested),
);

/** Nested arrays, which overflow a recursive parser. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

/** Unusual claims, signed with the right secret: a bug, or claims that an application adds. */
const unusual: fc.Arbitrary<Claims> = fc
  .tuple(
    issued,
    fc.array(fc.tuple(fc.constantFrom(...CLAIM_NAMES), fc.option(unusualValue)), sized(3)),
  )
  .map(([claims, changes]) => changes.reduce(changed, claims));

function sized(maxLength: number) {
  return { minLength: 1, maxLength };
}

/** `null` removes the claim. Every other value replaces it. */
function changed(claims: Claims, [name, value]: readonly [string, unknown]): Claims {
  const others = Object.entries(claims).filter(([known]) => known !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value]]);
}

const headers = fc.oneof(
  fc.constantFrom<Claims[]>(
    { alg: 'none' },
    { alg: 'HS512', typ: 'JWT' },
    { alg: 'RS256', typ: 'JWT' },
    { alg: 'HS256' },
    { alg: 'HS256', typ: 'at+jwt', cty: 'JWT' },
    { alg: 'HS256', typ: 7 },
    { alg: 'HS256', kid: '../../etc/passwd' },
    { alg: 'HS256', kid: {} },
    { alg: 'HS256', crit: ['exp'] },
    { alg: 'HS256', b64: false },
  ),
  fc.dictionary(fc.constantFrom('alg', 'typ', 'kid', 'jwk', 'jku', 'x5c'), fc.jsonValue()),
);

const valid = issued.map((claims) => sign(claims, SECRET));

/** Valid tokens in which some characters are replaced or removed. */
const damaged = fc
  .tuple(valid, fc.nat(400), fc.nat(3), fc.constantFrom('', '.', '=', ' ', '\0', 'A', '~', '\xe9'))
  .map(([token, at, gone, instead]) => token.slice(0, at) + instead + token.slice(at + gone));

const segment = fc.oneof(
  fc.base64String({ maxLength: 40 }),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
  fc.string({ maxLength: 20 }),
);

/** Generates tokens: valid, with unusual claims, forged, damaged, or arbitrary text. */
export const token: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: valid },
  { weight: 3, arbitrary: unusual.map((claims) => sign(claims, SECRET)) },
  { weight: 1, arbitrary: issued.map((claims) => sign(claims, 'the secret of another service')) },
  { weight: 1, arbitrary: fc.tuple(issued, headers).map(([c, h]) => sign(c, SECRET, h)) },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: fc.array(segment, { maxLength: 5 }).map((parts) => parts.join('.')) },
);
