import { decodeBase64, encodeBase64, UNPADDED } from './base64.js';
import { parseWholeNumber } from './whole-number.js';

/** A hash of argon2. */
export interface Argon2Hash {
  readonly scheme: 'argon2';
  /** The hash in PHC's string format. */
  readonly phc: string;
  /** The text before it: `argon2` in Django's format. */
  readonly prefix: '' | 'argon2';
  readonly variant: 'argon2d' | 'argon2i' | 'argon2id';
  /** Version 1.0 (16) or 1.3 (19). */
  readonly version: 16 | 19;
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** Without `v`, the version is 16: argon2 1.0 did not write it. */
const PHC =
  /^(argon2|)(\$(argon2id|argon2i|argon2d)(?:\$v=(16|19))?\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+))$/;

/** RFC 9106 §3.1: memory is at least 8 KiB for each lane. */
const MIN_MEMORY_KIB_PER_LANE = 8;
/** PHC's limits, outside of which the library computes nothing. */
const SALT_BYTES = { min: 8, max: 48 };

/**
 * Parses PHC's format, also with Django's prefix: `argon2$argon2id$v=19$m=102400,t=2,p=8$…$…`.
 *
 * @returns undefined for any other text
 */
export function parseArgon2(text: string): Argon2Hash | undefined {
  const parts = PHC.exec(text);
  if (parts === null) return undefined;
  const [, prefix, phc, variant, version, m, t, p, encodedSalt, encodedDigest] = parts;
  const [memoryKiB, passes, lanes] = [m, t, p].map(parseWholeNumber);
  const salt = decodeBase64(encodedSalt!, UNPADDED);
  const digest = decodeBase64(encodedDigest!, UNPADDED);
  if (!memoryKiB || !passes || !lanes || salt === undefined || !digest) return undefined;
  if (memoryKiB < MIN_MEMORY_KIB_PER_LANE * lanes) return undefined;
  if (salt.length < SALT_BYTES.min || salt.length > SALT_BYTES.max) return undefined;
  return {
    scheme: 'argon2',
    phc: phc!,
    prefix: prefix as Argon2Hash['prefix'],
    variant: variant as Argon2Hash['variant'],
    version: version === '19' ? 19 : 16,
    memoryKiB,
    passes,
    lanes,
    salt,
    digest,
  };
}

/** Writes the parameters of a hash with a salt and a digest of zeros. */
export function formatZeroArgon2(hash: Argon2Hash): string {
  const { prefix, variant, version, memoryKiB, passes, lanes } = hash;
  const zeros = [hash.salt, hash.digest].map(({ length }) => Buffer.alloc(length));
  const encoded = zeros.map((bytes) => encodeBase64(bytes, UNPADDED)).join('$');
  return `${prefix}$${variant}$v=${version}$m=${memoryKiB},t=${passes},p=${lanes}$${encoded}`;
}
