import { isoTime } from '../../auth/domain/iso-time.js';
import type { UserProfile } from '../../auth/domain/user-directory.js';

export type PublishedUser = ReturnType<typeof publishedUser>;

/** Returns the published members of a user, without the password hash. */
export const publishedUser = (user: UserProfile) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  is_active: user.isActive,
  created_at: isoTime(user.createdAt),
  last_login_at: user.lastLoginAt === null ? null : isoTime(user.lastLoginAt),
  password_changed_at: isoTime(user.passwordChangedAt),
});
