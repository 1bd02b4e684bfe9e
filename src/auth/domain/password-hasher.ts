/** Hashes and verifies passwords. */
export abstract class PasswordHasher {
  /**
   * Hashes a password with a new random salt.
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
}
