import type { ImportCandidates } from '../../auth/domain/import-decision.js';
import type { ImportedUser } from '../../auth/domain/imported-user.js';
import {
  areNamesCaseless,
  forbiddenConflicts,
  type LoginRules,
} from '../../auth/domain/login-name.js';
import { caselessKeyOf } from '../../auth/domain/username.js';
import type { BatchUser, UserBatchStore } from '../../auth/persistence/user-batch.store.js';

/** Returns the users in the table that a user of the batch could be, or could conflict with. */
export async function candidatesAmong(
  store: UserBatchStore,
  rules: LoginRules,
  users: readonly ImportedUser[],
): Promise<(user: ImportedUser) => ImportCandidates<BatchUser>> {
  const found = await store.find(
    users.flatMap(({ id }) => id ?? []),
    users.map(({ username }) => username),
    users.flatMap((user) => keysOf(user)),
  );
  const by = {
    id: new Map(found.map((user) => [user.id, user])),
    username: new Map(found.map((user) => [user.username, user])),
    usernameKey: groupedBy('usernameKey', found),
    emailKey: groupedBy('emailKey', found),
  };
  const forbidden = forbiddenConflicts(rules);

  /** Users with another ID whom a log-in with this name or email address could mean. */
  const others = (user: ImportedUser): BatchUser[] => {
    const [nameKey, emailKey = ''] = keysOf(user);
    return [
      ...(forbidden.includes('email') ? (by.emailKey.get(emailKey) ?? []) : []),
      ...(forbidden.includes('email_of_name') ? (by.usernameKey.get(emailKey) ?? []) : []),
      ...(forbidden.includes('email_of_name') ? (by.emailKey.get(nameKey) ?? []) : []),
    ];
  };

  return (user) => {
    const byId = user.id === undefined ? null : (by.id.get(user.id) ?? null);
    const similar = areNamesCaseless(rules) ? by.usernameKey.get(keysOf(user)[0])?.[0] : undefined;
    const byName = by.username.get(user.username) ?? similar ?? null;
    const ownId = user.id ?? byName?.id;
    return { byId, byName, byLogin: others(user).find(({ id }) => id !== ownId) ?? null };
  };
}

/** @returns the key of the name, and that of the email address if there is one */
function keysOf({ username, email }: ImportedUser): [string, ...string[]] {
  return [caselessKeyOf(username), ...(email ? [caselessKeyOf(email)] : [])];
}

/** Users whose key is null are left out. */
function groupedBy(key: 'usernameKey' | 'emailKey', users: readonly BatchUser[]) {
  const groups = new Map<string, BatchUser[]>();
  for (const user of users) {
    const text = user[key];
    if (text !== null) groups.set(text, [...(groups.get(text) ?? []), user]);
  }
  return groups;
}
