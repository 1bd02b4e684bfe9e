import type { ClientInfo } from './session.js';

/** Who changed a user. */
export type Actor =
  /** The user, with a request. */
  | 'user'
  /** An operator, with a command of `keyturn`. */
  | 'command_line'
  /** The code of the application, or the service itself. */
  | 'application';

/** The members of every event about a change of a user. */
export interface UserChange {
  /** The changed user. */
  userId: string;
  /** Who changed the user. */
  actor: Actor;
  /** The client whose request changed the user; null if no client's request did. */
  client: ClientInfo | null;
}

/** A user was created. */
export interface UserCreated extends UserChange {
  /** The name of the event. */
  type: 'user_created';
  /** Whether the user may log in. */
  isActive: boolean;
}

/** An inactive user may log in again. OWASP has no name for it. */
export interface UserActivated extends UserChange {
  /** The name of the event. */
  type: 'user_activated';
}

/** A user can no longer log in. The event precedes the revocation of the user's sessions. */
export interface UserDeactivated extends UserChange {
  /** The name of the event. */
  type: 'user_deactivated';
}

/** A user was deleted. The event precedes the revocation of the user's sessions. */
export interface UserDeleted extends UserChange {
  /** The name of the event. */
  type: 'user_deleted';
}

/** A member of a user that {@link UserUpdated} can report. */
export type UserAttribute = 'username' | 'email';

/** A user was renamed, or has another email address. The event contains neither value. */
export interface UserUpdated extends UserChange {
  /** The name of the event. */
  type: 'user_updated';
  /** The changed members. */
  attributes: readonly UserAttribute[];
}

/** A user has a new password. */
export interface PasswordChanged extends UserChange {
  /** The name of the event. */
  type: 'authn_password_change';
}

/** The failed log-ins of a user no longer count. */
export interface LoginUnlocked extends UserChange {
  /** The name of the event. */
  type: 'authn_login_unlock';
}

/** An event about a change of a user. */
export type UserEvent =
  | UserCreated
  | UserActivated
  | UserDeactivated
  | UserDeleted
  | UserUpdated
  | PasswordChanged
  | LoginUnlocked;
