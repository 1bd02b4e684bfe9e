import { caselessKeyOf, type UsernameCase } from './username.js';

/** A column that a log-in compares with the name that the client sent. */
export type LoginField = 'username' | 'email';

/** How the name of a log-in is compared with the users. */
export interface LoginRules {
  readonly usernameCase: UsernameCase;
  readonly loginFields: readonly LoginField[];
}

/** Compares the name as it is stored. */
export const DEFAULT_LOGIN_RULES: LoginRules = {
  usernameCase: 'sensitive',
  loginFields: ['username'],
};

/** Whether two users cannot have names with the same key. */
export const areNamesCaseless = ({ usernameCase }: LoginRules): boolean =>
  usernameCase === 'insensitive';

/** Whether two users cannot have the same email address. */
export const isEmailForLogin = ({ loginFields }: LoginRules): boolean =>
  loginFields.includes('email');

/** Whether a log-in can be by name. */
export const isNameForLogin = ({ loginFields }: LoginRules): boolean =>
  loginFields.includes('username');

/** What a log-in compares with the columns of a user. */
export interface LoginKeys {
  /** Compared with names as they are stored; null if a log-in does not compare names. */
  username: string | null;
  /** Compared with the keys of names; null if names are compared as they are stored. */
  usernameKey: string | null;
  /** Compared with the keys of email addresses; null if a log-in does not compare them. */
  emailKey: string | null;
}

/**
 * Returns what a log-in compares. Email addresses are always compared without case.
 *
 * @param sent the name that the client sent
 */
export function loginKeysOf(sent: string, rules: LoginRules): LoginKeys {
  const key = caselessKeyOf(sent);
  const isName = isNameForLogin(rules);
  return {
    username: isName ? sent : null,
    usernameKey: isName && areNamesCaseless(rules) ? key : null,
    emailKey: isEmailForLogin(rules) ? key : null,
  };
}

/**
 * Returns a text that is the same for all names that a log-in considers equal. A name without a user
 * is counted and verified by this text alone, so that its spellings behave like those of a user.
 *
 * @param sent the name that the client sent
 */
export function spellingKeyOf(sent: string, rules: LoginRules): string {
  const key = caselessKeyOf(sent);
  const canBeName = isNameForLogin(rules) && !areNamesCaseless(rules);
  // In the key, because compatible characters such as U+FF20 become an @.
  const canBeEmail = isEmailForLogin(rules) && key.includes('@');
  return canBeName && !canBeEmail ? sent : key;
}

/** A user whose name or email address a log-in has found. */
export interface LoginCandidate {
  username: string;
  usernameKey: string | null;
  emailKey: string | null;
}

/**
 * Chooses the user of a log-in. A name takes precedence over the email address of another user, and a
 * name as it is stored over another spelling, so that a second match never replaces the owner of a
 * name.
 *
 * @param found at most one user for each key
 */
export function chooseLogin<User extends LoginCandidate>(
  found: readonly User[],
  { username, usernameKey, emailKey }: LoginKeys,
): User | null {
  const by = (isMatch: (user: User) => boolean) => found.find(isMatch);
  return (
    by((user) => username !== null && user.username === username) ??
    by((user) => usernameKey !== null && user.usernameKey === usernameKey) ??
    by((user) => emailKey !== null && user.emailKey === emailKey) ??
    null
  );
}

/**
 * Users that one log-in could mean.
 *
 * - `name`: names that differ only in case or in compatible characters
 * - `email`: the same email address
 * - `email_of_name`: an email address that is the name of another user
 */
export type LoginConflictKind = 'name' | 'email' | 'email_of_name';

export interface LoginConflict {
  kind: LoginConflictKind;
  /** The names of the users, as they are stored. */
  usernames: readonly string[];
}

/** Returns the kinds of conflicts that the rules do not allow. */
export const forbiddenConflicts = (rules: LoginRules): LoginConflictKind[] => [
  ...(areNamesCaseless(rules) ? (['name'] as const) : []),
  ...(isEmailForLogin(rules) ? (['email'] as const) : []),
  ...(isEmailForLogin(rules) && isNameForLogin(rules) ? (['email_of_name'] as const) : []),
];

const REASONS: Record<LoginConflictKind, string> = {
  name: 'have the same name without case',
  email: 'have the same email address',
  email_of_name: 'share a text: the email address of one is the name of the other',
};

/** Describes a conflict in a sentence. */
export const describeConflict = ({ kind, usernames }: LoginConflict): string =>
  `The users ${usernames.map((name) => JSON.stringify(name)).join(', ')} ${REASONS[kind]}.`;
