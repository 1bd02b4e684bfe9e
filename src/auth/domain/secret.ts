import { createHash } from 'node:crypto';
import { estimateByteEntropyBits, estimateEntropyBits } from './entropy/estimate-entropy.js';
import { randomPartOfUuids } from './entropy/uuids.js';
import { isIntact } from './text.js';

/** RFC 7518 §3.2: a key for HS256 is no shorter than its hash. */
export const MIN_SECRET_BYTES = 32;

/**
 * Entropy that a secret needs, as {@link estimateEntropyBits} estimates it: 128 random bits are
 * estimated at 100 to 128, invented sentences of 40 characters at less than 90.
 */
const MIN_ENTROPY_BITS = 96;

export type SecretResult =
  'strong' | 'missing' | 'not_text' | 'short' | 'well_known' | 'predictable';

/** Placeholders for secrets in documentation, tutorials and templates. */
const PLACEHOLDER =
  /change.?(me|this|it)|your.?(256|384|512|secret|super|jwt|own)|replace.?(me|this)|insecure|example|placeholder|a.?string.?secret|(super|my|very).?secret|secret.?(key|password)|do.?not.?use|lorem.?ipsum|0123456789abcdef/i;

/** A command, a reference or a template that was not replaced with a secret. */
const UNREPLACED = /randomBytes\(|openssl.?rand|^\$\(.*\)$|^\$\{.*\}$|^\{\{.*\}\}$/s;

/** A public key, a certificate or a signed token, which others have too. */
const PUBLISHED =
  /-----BEGIN [\w ]*(PUBLIC KEY|CERTIFICATE)|BEGIN SSH2 PUBLIC KEY|^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\S+) |^eyJ[\w-]+\.[\w-]+\./;

/** The same few characters again and again. */
const REPETITION = /^(.+?)\1+$/s;

/** Texts whose digests are widely known. The first, '', is the content of a missing file. */
const DIGESTED = [
  ...['', 'secret', 'password', 'changeme', 'admin', 'test', 'key', 'jwt', 'token', 'hello'],
  ...['mysecret', 'secretkey', 'secret_key', 'jwtsecret', 'jwt_secret', 'jwt-secret'],
  ...['123456', '12345678', '123456789', '1234567890'],
];

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** `echo` adds the line ending. */
const makeDigests = (): ReadonlySet<string> =>
  new Set(
    DIGESTED.flatMap((text) => [text, `${text}\n`]).flatMap((text) =>
      ALGORITHMS.map((name) => hexDigest(name, text)),
    ),
  );

const hexDigest = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');

let knownDigests: ReadonlySet<string> | undefined;

/** @param hex of some bytes, in lower case */
const isKnownDigest = (hex: string): boolean => (knownDigests ??= makeDigests()).has(hex);

/** SHA-256 of keys that look random, but are copied from documentation. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  // FastAPI's tutorial.
  '570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89',
  // Tutorials of Spring Security.
  '3354cfcf65c7b2e6840ea6f880aede239750cb1d063950c4e8fd9fbf9ec73a32',
  // Flask's documentation.
  '2598f7d6adc142d88161630f3db12ab2bd3403521c281811e5e1ce60d4ac5d76',
  // RFC 7515, appendix A.1.
  '8b1b17a9740c068accab5c3d0d652c8e3cc13206e70bb73b42ea41d4c2de3c12',
  // RFC 7520, section 3.5.
  '0330b11998cbc9abd5a585e755cb5df2f73f1a5632fdcc2abb19e05e3eceddb9',
  // The UUID of the documentation of Java and others, without hyphens.
  '3c168bcc0c43707f2c97d69e613274b046fe71279713496fd02d248e6c2ee89f',
]);

/**
 * Classifies a secret by whether it may sign tokens: its UTF-8 bytes are the key of HS256.
 *
 * `not_text`: it was decoded from bytes that are not text, so different bytes give the same key.
 */
export function checkSecret(secret: string | undefined): SecretResult {
  if (secret === undefined || secret === '') return 'missing';
  if (!isIntact(secret)) return 'not_text';
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) return 'short';
  const bytes = decodingsOf(secret);
  const texts = [secret, secret.replaceAll('\0', ''), ...bytes.map(textOf).filter(isText)];
  if (texts.some(isWellKnown) || bytes.some(isDigest)) return 'well_known';
  const isStrong = texts.every(isUnpredictable) && bytes.every(isUnpredictableBytes);
  return isStrong ? 'strong' : 'predictable';
}

const isWellKnown = (text: string): boolean =>
  [PLACEHOLDER, UNREPLACED, PUBLISHED, REPETITION].some((known) => known.test(text)) ||
  DOCUMENTED.has(hexDigest('sha256', text.trim()));

const isDigest = (bytes: Buffer): boolean => isKnownDigest(bytes.toString('hex'));

const isUnpredictable = (text: string): boolean =>
  estimateEntropyBits(randomPartOfUuids(text), MIN_ENTROPY_BITS) >= MIN_ENTROPY_BITS;

const isUnpredictableBytes = (bytes: Buffer): boolean =>
  estimateByteEntropyBits(bytes, MIN_ENTROPY_BITS) >= MIN_ENTROPY_BITS;

/** Random bytes are almost never printable, so printable bytes are an encoded text. */
const PRINTABLE = /^[\t\n\r -~]+$/;

const isText = (text: string): boolean => PRINTABLE.test(text);

const textOf = (bytes: Buffer): string => bytes.toString('latin1');

const HEX = /^([0-9a-f]{2})+$/i;
const HEX_WITH_COLONS = /^[0-9a-f]{2}(:[0-9a-f]{2})+$/i;
const BASE64 = /^[\w+/-]+={0,2}$/;

/** The name that `sha256sum` and similar commands print after a digest. */
const NAME_OF_INPUT = /\s+\*?-$/;

/** Maximum number of nested encodings that are decoded. */
const MAX_DECODINGS = 3;

/** Decodes a text that may be hexadecimal or base64, also more than once. */
function decodingsOf(secret: string, remaining = MAX_DECODINGS): Buffer[] {
  const trimmed = secret.trim().replace(NAME_OF_INPUT, '');
  const text = HEX_WITH_COLONS.test(trimmed) ? trimmed.replaceAll(':', '') : trimmed;
  const decoded = [
    ...(HEX.test(text) ? [Buffer.from(text, 'hex')] : []),
    ...(BASE64.test(text) ? [Buffer.from(text, 'base64')] : []),
  ];
  if (remaining === 1) return decoded;
  const texts = decoded.map(textOf).filter(isText);
  return [...decoded, ...texts.flatMap((inner) => decodingsOf(inner, remaining - 1))];
}
