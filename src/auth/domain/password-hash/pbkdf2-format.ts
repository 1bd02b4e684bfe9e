import { ADAPTED, decodeBase64, encodeBase64, PADDED, UNPADDED } from './base64.js';
import { parseWholeNumber } from './whole-number.js';

/** A hash of PBKDF2 (RFC 8018 §5.2). */
export interface Pbkdf2Hash {
  readonly scheme: 'pbkdf2';
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly iterations: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
  /** How the hash was written. */
  readonly format: 'django' | 'passlib' | 'phc';
}

type Algorithm = Pbkdf2Hash['algorithm'];

const OF_DJANGO = new Map<string, Algorithm>([
  ['pbkdf2_sha1', 'sha1'],
  ['pbkdf2_sha256', 'sha256'],
]);

const OF_PHC = new Map<string, Algorithm>([
  ['pbkdf2', 'sha1'],
  ['pbkdf2-sha256', 'sha256'],
  ['pbkdf2-sha512', 'sha512'],
]);

type Parts = [name: string, parameters: string, salt: string, digest: string];

/**
 * Parses `pbkdf2_sha256$iterations$salt$digest` of Django, `$pbkdf2-sha256$iterations$salt$digest`
 * of passlib, and `$pbkdf2-sha256$i=iterations,l=length$salt$digest` of PHC.
 *
 * @returns undefined for any other text
 */
export function parsePbkdf2(text: string): Pbkdf2Hash | undefined {
  const parts = text.split('$');
  if (parts[0] !== '') return parts.length === 4 ? parseDjango(parts as Parts) : undefined;
  if (parts.length !== 5) return undefined;
  const rest = parts.slice(1) as Parts;
  return rest[1].startsWith('i=') ? parsePhc(rest) : parsePasslib(rest);
}

/** The salt is text, and part of the hash as it is. */
function parseDjango([name, rounds, salt, encoded]: Parts) {
  const hash = { salt: Buffer.from(salt), digest: decodeBase64(encoded, PADDED) };
  return built('django', OF_DJANGO.get(name), rounds, hash);
}

function parsePasslib([name, rounds, salt, encoded]: Parts) {
  const hash = { salt: decodeBase64(salt, ADAPTED), digest: decodeBase64(encoded, ADAPTED) };
  return built('passlib', OF_PHC.get(name), rounds, hash);
}

function parsePhc([name, parameters, salt, encoded]: Parts) {
  const [, rounds, length] = /^i=(\d+)(?:,l=(\d+))?$/.exec(parameters) ?? [];
  const digest = decodeBase64(encoded, UNPADDED);
  if (length !== undefined && digest?.length !== parseWholeNumber(length)) return undefined;
  return built('phc', OF_PHC.get(name), rounds, { salt: decodeBase64(salt, UNPADDED), digest });
}

function built(
  format: Pbkdf2Hash['format'],
  algorithm: Algorithm | undefined,
  rounds: string | undefined,
  { salt, digest }: { salt: Buffer | undefined; digest: Buffer | undefined },
): Pbkdf2Hash | undefined {
  const iterations = parseWholeNumber(rounds);
  if (algorithm === undefined || !iterations || !salt?.length || !digest) return undefined;
  return { scheme: 'pbkdf2', algorithm, iterations, salt, digest, format };
}

/** Writes the parameters of a hash with a salt and a digest of zeros. */
export function formatZeroPbkdf2({ format, algorithm, iterations, ...hash }: Pbkdf2Hash): string {
  const digest = Buffer.alloc(hash.digest.length);
  // The zero character stands for a byte, because the salt of this format is text.
  const salt = '0'.repeat(hash.salt.length);
  if (format === 'django') {
    return `pbkdf2_${algorithm}$${iterations}$${salt}$${encodeBase64(digest, PADDED)}`;
  }
  const encoded = [Buffer.alloc(hash.salt.length), digest].map((b) => encodeBase64(b, UNPADDED));
  const name = algorithm === 'sha1' ? 'pbkdf2' : `pbkdf2-${algorithm}`;
  return `$${name}$${format === 'phc' ? 'i=' : ''}${iterations}$${encoded.join('$')}`;
}
