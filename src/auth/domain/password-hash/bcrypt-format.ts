import { parseWholeNumber } from './whole-number.js';

/** A hash of bcrypt. */
export interface BcryptHash {
  readonly scheme: 'bcrypt';
  /** The hash in crypt's format. */
  readonly crypt: string;
  /** The text before it: the name of Django's hasher and `$`. */
  readonly prefix: '' | 'bcrypt$' | 'bcrypt_sha256$';
  /** The base-2 logarithm of the number of rounds. */
  readonly cost: number;
}

/**
 * `$2a$`, `$2b$` and `$2y$` name one algorithm. `$2x$` names another one: hashes of a faulty
 * version, whose passwords were damaged.
 */
const CRYPT = /^(bcrypt\$|bcrypt_sha256\$|)(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/**
 * Parses crypt's format, also with the prefixes of Django's hashers: `bcrypt$$2b$12$…` and
 * `bcrypt_sha256$$2b$12$…`.
 *
 * @returns undefined for any other text
 */
export function parseBcrypt(text: string): BcryptHash | undefined {
  const [, prefix, crypt, digits] = CRYPT.exec(text) ?? [];
  if (crypt === undefined) return undefined;
  const cost = parseWholeNumber(digits!.replace(/^0/, ''))!;
  return { scheme: 'bcrypt', crypt, prefix: prefix as BcryptHash['prefix'], cost };
}

/** In crypt's alphabet, `.` is zero. */
const ZEROS = '.'.repeat(53);

/** Writes the parameters of a hash with a salt and a digest of zeros. */
export const formatZeroBcrypt = ({ prefix, cost }: BcryptHash): string =>
  `${prefix}$2b$${String(cost).padStart(2, '0')}$${ZEROS}`;
