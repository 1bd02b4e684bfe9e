import type { RevocationReason } from '../../src/auth/domain/session.js';
import type { Actor } from './operation.js';
import type { ModelSession, ModelUser } from './model.js';

/** The actor that consumed a generation, and its key. */
export interface Consumer {
  actor: Actor;
  key: string | null;
}

/** The part of the model that a backup restores. */
export interface ModelState {
  user: ModelUser;
  sessions: Map<string, ModelSession>;
  consumers: Map<string, Consumer>;
  revoked: Map<string, RevocationReason>;
}

/** Identifies the state of the model. */
export function keyOfState({ user, sessions, consumers, revoked }: ModelState): string {
  const consumed = [...consumers].map(([token, { actor, key }]) => [token, actor.name, key]);
  return JSON.stringify([user, [...sessions].sort(), consumed.sort(), [...revoked].sort()]);
}

export const copyOfState = ({ user, sessions, consumers, revoked }: ModelState): ModelState => ({
  user,
  sessions: new Map(sessions),
  consumers: new Map(consumers),
  revoked: new Map(revoked),
});
