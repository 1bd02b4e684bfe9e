import { decodeBase64, encodeBase64, PADDED, UNPADDED } from './base64.js';
import { parseWholeNumber } from './whole-number.js';

/** A hash of scrypt (RFC 7914). */
export interface ScryptHash {
  readonly scheme: 'scrypt';
  /** RFC 7914 §2: the cost parameter N. A power of two. */
  readonly cost: number;
  /** The parameter r. */
  readonly blockSize: number;
  /** The parameter p. */
  readonly parallelization: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
  /** How the hash was written. */
  readonly format: 'django' | 'phc';
}

/**
 * Parses `scrypt$N$salt$r$p$digest` of Django, and `$scrypt$ln=14,r=8,p=1$salt$digest` of PHC and
 * passlib.
 *
 * @returns undefined for any other text
 */
export const parseScrypt = (text: string): ScryptHash | undefined =>
  text.startsWith('$') ? parsePhc(text) : parseDjango(text);

/** The salt is text, and part of the hash as it is. */
function parseDjango(text: string): ScryptHash | undefined {
  const [, cost, salt = '', r, p, digest = ''] =
    /^scrypt\$(\d+)\$([^$]+)\$(\d+)\$(\d+)\$([^$]+)$/.exec(text) ?? [];
  const hash = { salt: Buffer.from(salt), digest: decodeBase64(digest, PADDED) };
  return built('django', parseWholeNumber(cost), [r, p], hash);
}

function parsePhc(text: string): ScryptHash | undefined {
  const [, exponent, r, p, salt = '', digest = ''] =
    /^\$scrypt\$ln=([1-9]|[12]\d|3[01]),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(text) ?? [];
  const hash = { salt: decodeBase64(salt, UNPADDED), digest: decodeBase64(digest, UNPADDED) };
  return built('phc', exponent === undefined ? undefined : 2 ** Number(exponent), [r, p], hash);
}

function built(
  format: ScryptHash['format'],
  cost: number | undefined,
  blocks: readonly (string | undefined)[],
  { salt, digest }: { salt: Buffer | undefined; digest: Buffer | undefined },
): ScryptHash | undefined {
  const [blockSize, parallelization] = blocks.map(parseWholeNumber);
  if (cost === undefined || !isPowerOfTwo(cost) || !blockSize || !parallelization) return undefined;
  if (!salt?.length || !digest) return undefined;
  return { scheme: 'scrypt', cost, blockSize, parallelization, salt, digest, format };
}

const isPowerOfTwo = (number: number): boolean => number > 1 && Number.isInteger(Math.log2(number));

/** Writes the parameters of a hash with a salt and a digest of zeros. */
export function formatZeroScrypt(hash: ScryptHash): string {
  const { format, cost, blockSize: r, parallelization: p, salt } = hash;
  const digest = Buffer.alloc(hash.digest.length);
  if (format === 'django') {
    return `scrypt$${cost}$${'0'.repeat(salt.length)}$${r}$${p}$${encodeBase64(digest, PADDED)}`;
  }
  const encoded = [Buffer.alloc(salt.length), digest].map((one) => encodeBase64(one, UNPADDED));
  return `$scrypt$ln=${Math.log2(cost)},r=${r},p=${p}$${encoded.join('$')}`;
}
