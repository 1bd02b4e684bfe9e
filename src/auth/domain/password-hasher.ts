/** Hashes and verifies passwords. */
export abstract class PasswordHasher {
  /**
   * Hashes a password with a new random salt.
   *
   * SHOULD normalize the password to NFKC, here and in `verify`, so that the user can log in on
   * another keyboard (NIST SP 800-63B-4 §3.1.1.2). The module's own hasher does.
   *
   * @throws {AuthError} `temporarily_unavailable` if too many passwords wait
   */
  abstract hash(password: string): Promise<string>;

  /**
   * Compares a password with a hash.
   *
   * MUST take as long for a wrong password as for the right one, and MUST resolve to false, not
   * reject, for a hash that it cannot read.
   *
   * @throws {AuthError} `temporarily_unavailable` if too many passwords wait
   */
  abstract verify(hash: string, password: string): Promise<boolean>;

  /**
   * Checks whether a hash is weaker than those of `hash`, or of another format. After a log-in with
   * the right password, the module then replaces it by a new one. Without this method, hashes are
   * never replaced.
   *
   * @param password that matched. MUST return false if the hash also matches other passwords, such as
   *   bcrypt for one of more than 72 bytes: this one may be mistyped
   */
  needsRehash?(hash: string, password: string): boolean;

  /**
   * Returns a hash that takes as long to verify as the given one, and that no password is known for:
   * the same text for all hashes of one format and cost, and nothing of the given salt and digest.
   * The module verifies it for unknown names, so that they take as long as users. Without this
   * method, unknown names take as long as a new hash.
   *
   * @returns null for a hash that `verify` cannot read
   */
  dummyFor?(hash: string): string | null;
}
