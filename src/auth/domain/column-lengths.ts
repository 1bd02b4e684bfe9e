/** The lengths of columns, in characters. Longer texts are rejected, shortened or replaced by a digest. */
export const COLUMN_LENGTHS = {
  /** The IDs of sessions and of events. */
  uuid: 36,
  userId: 255,
  username: 255,
  email: 320,
  /** The keys by which names and email addresses are compared without case. */
  loginKey: 255,
  passwordHash: 255,
  ip: 45,
  userAgent: 255,
  requestId: 64,
} as const;
