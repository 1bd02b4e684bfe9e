/**
 * Normalizes a password to NFKC (NIST SP 800-63B-4 §3.1.1.2), so that the same password has one form
 * on every keyboard: `é` is one character on some and two on others. A new password is normalized
 * before it is hashed. `verify` also tries the password as it was sent.
 */
export const normalizePassword = (password: string): string => password.normalize('NFKC');

/**
 * Returns the texts of which a stored hash may have been made, for `verify`: the password as it was
 * sent, because other systems hash it like that, and the normalized one if it differs. Their number
 * depends only on the sent password, so the time of a log-in reveals nothing about the user.
 */
export function passwordForms(password: string): readonly [string, ...string[]] {
  const normalized = normalizePassword(password);
  return normalized === password ? [password] : [password, normalized];
}
