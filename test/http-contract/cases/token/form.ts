import type { SampleToken } from '../../sample-token.js';
import { accepted, type Derive, refused } from './presented.js';

const withHeader =
  (header: object | string, hash?: string): Derive =>
  (good) =>
    good.withHeader(header, hash);
const withAlg = (alg: unknown, hash?: string): Derive => withHeader({ alg, typ: 'JWT' }, hash);
const withMember = (member: object): Derive => withHeader({ alg: 'HS256', typ: 'JWT', ...member });
const withPayload =
  (payload: string | Buffer): Derive =>
  (good) =>
    good.withPayload(payload);

/** Cases of segments, signatures, headers and payloads. */
export const FORM = [
  refused('no dots', () => 'garbage'),
  refused('1 segment', (good) => good.parts[0]),
  refused('2 segments', (good) => good.parts.slice(0, 2).join('.')),
  refused('4 segments', (good) => `${good.token}.x`),
  refused('5 segments', (good) => `${good.token}.x.y`),
  refused('only dots', () => '..'),
  refused('a padded payload', (good) => good.sign(paddedPayload(good)), 'strict tokens'),

  refused('an empty signature', (good) => unsigned(good.token)),
  refused('a tampered signature', (good) => unsigned(good.token) + flipped(good.parts[2])),
  refused('a truncated signature', (good) => good.token.slice(0, -4)),
  refused('a tampered payload', tampered),
  refused('a signature of another key', (good) => good.signedWith('another key')),
  refused('a signature of the empty key', (good) => good.signedWith('')),
  refused('a padded signature', (good) => `${good.token}=`, 'strict tokens'),
  refused('a signature in the standard base64 alphabet', inOtherAlphabet, 'strict tokens'),
  refused('a signature that is not canonical', withUnusedBit, 'strict tokens'),

  refused('alg none and a signature', withAlg('none')),
  refused('alg none and no signature', (good) => unsigned(withAlg('none')(good))),
  refused('alg None', withAlg('None')),
  refused('alg HS512 and the right key', withAlg('HS512', 'sha512')),
  refused('alg HS384 and the right key', withAlg('HS384', 'sha384')),
  refused('alg RS256 over an HS256 signature', withAlg('RS256')),
  refused('alg hs256', withAlg('hs256')),
  refused('an unknown alg', withAlg('XX')),
  refused('a number for alg', withAlg(256)),
  refused('no alg', withAlg(undefined)),
  refused('a kid that is not a string', withMember({ kid: 1 }), 'strict tokens'),
  refused('crit', withMember({ crit: ['exp'] }), 'strict tokens'),
  refused('b64 false', withMember({ b64: false })),
  refused('a header that is a list', withHeader('[]')),
  refused('a header that is not JSON', withHeader('x')),
  accepted('no typ', withMember({ typ: undefined })),
  accepted('typ at+jwt', withMember({ typ: 'at+jwt' })),
  accepted('a kid', withMember({ kid: 'x' })),

  refused('a payload that is not JSON', withPayload('x')),
  refused('a payload that is a list', withPayload('[]')),
  refused('a payload that is a string', withPayload('"x"')),
  refused('a payload that is null', withPayload('null')),
  refused('a payload that is not UTF-8', withPayload(Buffer.from('{"x":"\xff"}', 'latin1'))),
].flat();

function unsigned(token: string): string {
  return token.replace(/[^.]*$/, '');
}

function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}

function tampered({ claims, parts: [header, , signature] }: SampleToken): string {
  const payload = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

/** Adds at least one padding character, even where base64 needs none. */
function paddedPayload({ parts: [header, payload] }: SampleToken): string {
  return `${header}.${payload}${'='.repeat(-payload.length & 3 || 1)}`;
}

/** Searches a signature that contains a character that differs between the alphabets. */
function inOtherAlphabet(good: SampleToken): string {
  for (let n = 0; ; n++) {
    const token = good.withClaims({ n });
    const signature = token.slice(unsigned(token).length);
    const other = signature.replaceAll('-', '+').replaceAll('_', '/');
    if (other !== signature) return unsigned(token) + other;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets an unused bit: two bits of the last of 43 characters are unused (RFC 4648 §3.5). */
function withUnusedBit({ token }: SampleToken): string {
  return token.slice(0, -1) + ALPHABET.charAt(ALPHABET.indexOf(token.slice(-1)) + 1);
}
