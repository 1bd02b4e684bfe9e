import { createHash } from 'node:crypto';
import type { Claims } from '../../test/support/jwt.js';
import type { Pair } from './response.js';
import { LIFETIMES, type ModelSession } from './model.js';

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * Returns the claims that both tokens of a session's current pair must have: the user, the session,
 * the generation, and the times of issue and expiry. The access token expires no later than its
 * session.
 */
export function expectedPair(sid: string, userId: string, session: ModelSession): string {
  const iat = toSeconds(session.rotatedAt);
  const whose = { sid, user_id: userId, sub: userId, iat, hasItsId: true };
  const accessEnd = toSeconds(Math.min(iat * 1000 + LIFETIMES.access, session.sessionExpiresAt));
  const refreshEnd = toSeconds(session.expiresAt);
  return textOf(
    { ...whose, token_type: 'refresh', exp: refreshEnd, gen: session.generation },
    { ...whose, token_type: 'access', exp: accessEnd },
  );
}

/** Returns the claims of both tokens of a response. */
export const actualPair = ({ token, access }: Pair): string =>
  textOf(withoutId(token.claims, token.generation), withoutId(access, token.generation));

/** Replaces the `jti`, which differs in every run of a database, with whether it is correct. */
function withoutId({ jti, ...claims }: Claims, generation: number): Claims {
  const text = `${String(claims['sid'])}:${generation}:${String(claims['token_type'])}`;
  return { ...claims, hasItsId: jti === idOf(text) };
}

const ids = new Map<string, string>();

/** Cached: there are few different tokens. */
function idOf(text: string): string {
  const id = ids.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32);
  if (ids.size > MAX_CACHED) ids.clear();
  ids.set(text, id);
  return id;
}

const MAX_CACHED = 10_000;

const textOf = (refresh: Claims, access: Claims): string =>
  JSON.stringify([refresh, access].map((claims) => Object.entries(claims).sort()));
