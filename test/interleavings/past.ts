import type { RevocationReason } from '../../src/auth/domain/login.js';
import type { Party } from './act.js';
import type { ModelLogin, ModelUser } from './model.js';

/** Who spent a generation, and with which key. */
export interface Spender {
  party: Party;
  key: string | null;
}

/** What a backup takes with it. */
export interface Past {
  user: ModelUser;
  logins: Map<string, ModelLogin>;
  spenders: Map<string, Spender>;
  ended: Map<string, RevocationReason>;
}

/** The same for pasts from which everything goes on alike. */
export function keyOfPast({ user, logins, spenders, ended }: Past): string {
  const spent = [...spenders].map(([token, { party, key }]) => [token, party.name, key]);
  return JSON.stringify([user, [...logins].sort(), spent.sort(), [...ended].sort()]);
}

export const copyOf = ({ user, logins, spenders, ended }: Past): Past => ({
  user,
  logins: new Map(logins),
  spenders: new Map(spenders),
  ended: new Map(ended),
});
