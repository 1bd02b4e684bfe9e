import type { AuthEvent } from './auth-events.js';
import type { RevocationReason } from './session.js';
import type { UserAttribute, UserChange } from './user-events.js';

/** What a change of an existing user changed. */
export interface ChangedParts {
  /** Whether the user can log in now; undefined if that is unchanged. */
  isActive?: boolean | undefined;
  isDeleted?: boolean;
  attributes?: readonly UserAttribute[];
  hasNewPassword?: boolean;
  /** Why the sessions of the user were revoked; null if they were not. */
  revokes?: RevocationReason | null;
}

/** Returns the events of a change, in the order in which they are emitted. */
export function eventsOfChange(
  { attributes = [], hasNewPassword = false, isActive, isDeleted, revokes = null }: ChangedParts,
  change: UserChange,
): AuthEvent[] {
  const { userId, client } = change;
  const events: AuthEvent[] = [];
  if (attributes.length > 0) events.push({ type: 'user_updated', attributes, ...change });
  if (hasNewPassword) events.push({ type: 'authn_password_change', ...change });
  if (isActive !== undefined) {
    events.push({ type: isActive ? 'user_activated' : 'user_deactivated', ...change });
  }
  if (isDeleted) events.push({ type: 'user_deleted', ...change });
  if (revokes !== null) {
    events.push({ type: 'authn_token_revoked', reason: revokes, sid: null, userId, client });
  }
  return events;
}
