import type { ImportedUser } from './imported-user.js';

/** A user in the table, as far as an import compares it. */
export interface StoredUser {
  id: string;
  username: string;
  email: string | null;
  isActive: boolean;
  /** Epoch milliseconds; null before the first log-in. */
  lastLoginAt: number | null;
}

/** The users in the table that a user of a file could be, or could conflict with. */
export interface ImportCandidates<User extends StoredUser = StoredUser> {
  /** The user with the ID; null without one, and if the file contains none. */
  byId: User | null;
  /** The user whose name is the same under the rules of log-ins. */
  byName: User | null;
  /** Another user whom a log-in with this name or email address could mean. */
  byLogin: User | null;
}

/** The members that an update changes. */
type ChangedMember = 'username' | 'email' | 'password' | 'is_active' | 'last_login_at';

export type ImportDecision<User extends StoredUser = StoredUser> =
  | { kind: 'create' }
  | { kind: 'unchanged' }
  | {
      kind: 'update';
      target: User;
      changed: readonly ChangedMember[];
      /** Why the sessions of the user are revoked; null: they stay active. */
      revokes: 'password_change' | 'deactivated' | null;
    }
  | { kind: 'skip'; reason: string };

export interface ImportOptions {
  /** Whether users that exist are changed. */
  update: boolean;
  /** Whether the password of the file is that of the stored user with the ID or the name. */
  hasSamePassword: boolean;
}

/** Returns the stored user that an imported user updates: by the ID, or by the name if the file contains no ID. */
export const targetOf = <User extends StoredUser>(
  { id }: ImportedUser,
  { byId, byName }: ImportCandidates<User>,
): User | null => (id === undefined ? byName : byId);

/**
 * Decides what an import does with a user: see {@link targetOf}. The time of creation never changes.
 */
export function decideImport<User extends StoredUser>(
  user: ImportedUser,
  candidates: ImportCandidates<User>,
  { update, hasSamePassword }: ImportOptions,
): ImportDecision<User> {
  const { byName, byLogin } = candidates;
  const target = targetOf(user, candidates);
  const taken = (reason: string, commands: string) =>
    skip(update && target !== null ? `${reason}; ${exchangeRemedy(commands)}` : reason);
  if (byName !== null && byName.id !== target?.id) {
    return taken('another user has this username', 'rename');
  }
  if (byLogin !== null && byLogin.id !== target?.id) {
    const reason = 'a log-in with this username or email could mean another user';
    return taken(reason, 'rename or set-email');
  }
  if (target === null) return { kind: 'create' };
  const changed = changedMembers(user, target, hasSamePassword);
  const differing = changed.filter((member) => member !== 'last_login_at');
  if (!update && differing.length > 0) {
    return skip(`the user exists with another ${differing.join(', ')}; change it with --update`);
  }
  if (!update || changed.length === 0) return { kind: 'unchanged' };
  return { kind: 'update', target, changed, revokes: revocation(user, changed) };
}

/** The first of the two runs changes one user, and so frees the name of the other. */
const exchangeRemedy = (commands: string): string =>
  `if the two users exchange theirs, change one of them with keyturn user ${commands}, ` +
  'and run the import twice';

const skip = (reason: string) => ({ kind: 'skip', reason }) as const;

/** A log-in since the export makes the time of the table later, which stays. */
function changedMembers(
  user: ImportedUser,
  stored: StoredUser,
  hasSamePassword: boolean,
): ChangedMember[] {
  const isChanged: Record<ChangedMember, boolean> = {
    username: user.username !== stored.username,
    email: user.email !== undefined && user.email !== stored.email,
    password: user.password !== undefined && !hasSamePassword,
    is_active: user.isActive !== undefined && user.isActive !== stored.isActive,
    last_login_at: (user.lastLoginAt ?? -1) > (stored.lastLoginAt ?? -1),
  };
  return (Object.keys(isChanged) as ChangedMember[]).filter((member) => isChanged[member]);
}

function revocation(user: ImportedUser, changed: readonly ChangedMember[]) {
  if (changed.includes('password')) return 'password_change';
  return changed.includes('is_active') && user.isActive === false ? 'deactivated' : null;
}
