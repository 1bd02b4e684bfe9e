import type { Specimen } from '../../forge.js';
import { accepted, type Make, refused } from './presented.js';

const under =
  (header: object | string, hash?: string): Make =>
  (good) =>
    good.under(header, hash);
const withAlg = (alg: unknown, hash?: string): Make => under({ alg, typ: 'JWT' }, hash);
const withMember = (member: object): Make => under({ alg: 'HS256', typ: 'JWT', ...member });
const saying =
  (payload: string | Buffer): Make =>
  (good) =>
    good.saying(payload);

/** Segments, signature, header and payload. */
export const FORM = [
  refused('no dots', () => 'garbage'),
  refused('1 segment', (good) => good.parts[0]),
  refused('2 segments', (good) => good.parts.slice(0, 2).join('.')),
  refused('4 segments', (good) => `${good.token}.x`),
  refused('5 segments', (good) => `${good.token}.x.y`),
  refused('nothing but dots', () => '..'),
  refused('a padded payload', (good) => good.seal(paddedPayload(good)), 'strict tokens'),

  refused('an empty signature', (good) => unsigned(good.token)),
  refused('a tampered signature', (good) => unsigned(good.token) + flipped(good.parts[2])),
  refused('a truncated signature', (good) => good.token.slice(0, -4)),
  refused('a tampered payload', tampered),
  refused('a signature of another key', (good) => good.signedWith('another key')),
  refused('a signature of the empty key', (good) => good.signedWith('')),
  refused('a padded signature', (good) => `${good.token}=`, 'strict tokens'),
  refused('a signature in the other alphabet', inOtherAlphabet, 'strict tokens'),
  refused('a signature that is not canonical', withOddEnd, 'strict tokens'),

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
  refused('a kid that is no string', withMember({ kid: 1 }), 'strict tokens'),
  refused('crit', withMember({ crit: ['exp'] }), 'strict tokens'),
  refused('b64 false', withMember({ b64: false })),
  refused('a header that is a list', under('[]')),
  refused('a header that is no JSON', under('x')),
  accepted('no typ', withMember({ typ: undefined })),
  accepted('typ at+jwt', withMember({ typ: 'at+jwt' })),
  accepted('a kid', withMember({ kid: 'x' })),

  refused('a payload that is no JSON', saying('x')),
  refused('a payload that is a list', saying('[]')),
  refused('a payload that is a string', saying('"x"')),
  refused('a payload that is null', saying('null')),
  refused('a payload that is no UTF-8', saying(Buffer.from('{"x":"\xff"}', 'latin1'))),
].flat();

function unsigned(token: string): string {
  return token.replace(/[^.]*$/, '');
}

function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}

function tampered({ claims, parts: [header, , signature] }: Specimen): string {
  const payload = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString('base64url');
  return `${header}.${payload}.${signature}`;
}

/** Always with one: where base64 needs none, it is too much. */
function paddedPayload({ parts: [header, payload] }: Specimen): string {
  return `${header}.${payload}${'='.repeat(-payload.length & 3 || 1)}`;
}

/** Not every signature has a character that the alphabets write differently. */
function inOtherAlphabet(good: Specimen): string {
  for (let n = 0; ; n++) {
    const token = good.claiming({ n });
    const signature = token.slice(unsigned(token).length);
    const other = signature.replaceAll('-', '+').replaceAll('_', '/');
    if (other !== signature) return unsigned(token) + other;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Of the last of 43 characters two bits mean nothing (RFC 4648 §3.5). */
function withOddEnd({ token }: Specimen): string {
  return token.slice(0, -1) + ALPHABET.charAt(ALPHABET.indexOf(token.slice(-1)) + 1);
}
