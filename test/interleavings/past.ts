import type { RevocationReason } from '../../src/auth/domain/session.js';
import type { Actor } from './act.js';
import type { ModelSession, ModelUser } from './model.js';

/** Who consumed a generation, and with which key. */
export interface Consumer {
  actor: Actor;
  key: string | null;
}

/** What a backup takes with it. */
export interface Past {
  user: ModelUser;
  sessions: Map<string, ModelSession>;
  consumers: Map<string, Consumer>;
  ended: Map<string, RevocationReason>;
}

/** The same for pasts from which everything goes on alike. */
export function keyOfPast({ user, sessions, consumers, ended }: Past): string {
  const consumed = [...consumers].map(([token, { actor, key }]) => [token, actor.name, key]);
  return JSON.stringify([user, [...sessions].sort(), consumed.sort(), [...ended].sort()]);
}

export const copyOf = ({ user, sessions, consumers, ended }: Past): Past => ({
  user,
  sessions: new Map(sessions),
  consumers: new Map(consumers),
  ended: new Map(ended),
});
