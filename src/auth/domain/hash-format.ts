/** How hashes begin that a password can be compared with. */
const KNOWN_PREFIXES = [
  '$argon2id$',
  '$argon2i$',
  '$argon2d$',
  '$2a$',
  '$2b$',
  '$2y$',
  '$scrypt$',
  '$pbkdf2',
  'pbkdf2_sha256$',
  'pbkdf2_sha1$',
  'argon2$',
  'bcrypt_sha256$',
  'bcrypt$',
  'scrypt$',
];

/** Checks whether a password can be compared with a hash. */
export const isKnownHashFormat = (hash: string): boolean =>
  KNOWN_PREFIXES.some((prefix) => hash.startsWith(prefix));
