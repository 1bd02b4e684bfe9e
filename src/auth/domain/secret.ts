import { createHash } from 'node:crypto';
import { estimateEntropyBits } from './entropy/estimate-entropy.js';
import { randomPartOfUuids } from './entropy/uuids.js';
import { isIntact } from './intact-text.js';

/** RFC 7518 §3.2: a key for HS256 is no shorter than its hash. */
export const MIN_SECRET_BYTES = 32;

/**
 * Entropy that a secret needs, as {@link estimateEntropyBits} estimates it: 128 random bits are
 * estimated at 100 to 128, invented sentences of 40 characters at less than 90.
 */
const MIN_ENTROPY_BITS = 96;

export type SecretVerdict =
  'strong' | 'missing' | 'not_text' | 'short' | 'well_known' | 'predictable';

/** What documentation, tutorials and templates print where a secret belongs. */
const PLACEHOLDER =
  /change.?(me|this|it)|your.?(256|384|512|secret|super|jwt|own)|replace.?(me|this)|insecure|example|placeholder|a.?string.?secret|super.?secret|secret.?key|0123456789abcdef/i;

/** A public key or a certificate, which anybody may have. */
const PUBLISHED =
  /-----BEGIN [\w ]*(PUBLIC KEY|CERTIFICATE)|BEGIN SSH2 PUBLIC KEY|^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\S+) /;

/** The same few characters again and again. */
const REPETITION = /^(.+?)\1+$/s;

/** Texts whose digests are widely known. The first is the content of a missing file. */
const DIGESTED = ['', '\n', 'secret', 'password', 'changeme', 'admin', 'test'];

const DIGESTS: ReadonlySet<string> = new Set(
  ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
    DIGESTED.map((text) => createHash(algorithm).update(text).digest('hex')),
  ),
);

/**
 * Classifies a secret by whether it may sign tokens: its UTF-8 bytes are the key of HS256.
 *
 * `not_text`: it was decoded from bytes that are not text, so different bytes give the same key.
 */
export function judgeSecret(secret: string | undefined): SecretVerdict {
  if (secret === undefined || secret === '') return 'missing';
  if (!isIntact(secret)) return 'not_text';
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) return 'short';
  const readings = [secret, ...decodedTexts(secret)];
  if (readings.some(isWellKnown)) return 'well_known';
  return readings.every(isUnpredictable) ? 'strong' : 'predictable';
}

const isWellKnown = (text: string): boolean =>
  [PLACEHOLDER, PUBLISHED, REPETITION].some((known) => known.test(text)) ||
  DIGESTS.has(text.trim().toLowerCase());

const isUnpredictable = (text: string): boolean =>
  estimateEntropyBits(randomPartOfUuids(text), MIN_ENTROPY_BITS) >= MIN_ENTROPY_BITS;

/** Random bytes are almost never printable, so printable bytes are an encoded text. */
const PRINTABLE = /^[\t\n\r -~]+$/;

const HEX = /^([0-9a-f]{2})+$/i;
const BASE64 = /^[\w+/-]+={0,2}$/;

function decodedTexts(secret: string): string[] {
  const text = secret.trim();
  const encodings = [HEX.test(text) && 'hex', BASE64.test(text) && 'base64'] as const;
  return encodings
    .filter((encoding) => encoding !== false)
    .map((encoding) => Buffer.from(text, encoding).toString('latin1'))
    .filter((decoded) => PRINTABLE.test(decoded));
}
