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
  return {
    scheme: 'bcrypt',
    crypt: withoutPadding(crypt),
    prefix: prefix as BcryptHash['prefix'],
    cost,
  };
}

/** crypt's alphabet: the value of a character is its index. */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The last character of the salt and of the digest have 4 and 2 bits more than their bytes. */
const SALT_END = 28;
const DIGEST_END = 59;

/**
 * Clears the bits that belong to no byte. Some old programs set them, and the library rejects such a
 * hash without computing anything, so that the time would reveal the user.
 */
function withoutPadding(crypt: string): string {
  const cleared = (index: number, bits: number) =>
    ALPHABET[(ALPHABET.indexOf(crypt[index]!) >> bits) << bits]!;
  return (
    crypt.slice(0, SALT_END) +
    cleared(SALT_END, 4) +
    crypt.slice(SALT_END + 1, DIGEST_END) +
    cleared(DIGEST_END, 2)
  );
}

/** In crypt's alphabet, `.` is zero. */
const ZEROS = '.'.repeat(53);

/** Writes the parameters of a hash with a salt and a digest of zeros. */
export const formatZeroBcrypt = ({ prefix, cost }: BcryptHash): string =>
  `${prefix}$2b$${String(cost).padStart(2, '0')}$${ZEROS}`;
