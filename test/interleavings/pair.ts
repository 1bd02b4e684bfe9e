import { createHash } from 'node:crypto';
import type { Claims } from '../support/jwt.js';
import type { Pair } from './response.js';
import { LIFETIMES, type ModelSession } from './model.js';

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * All that both tokens of a session's current pair have to say, by rotation.md: whose they are, of
 * which session and generation, when they were issued and when they end. The access token ends no
 * later than its session.
 */
export function pairOf(sid: string, userId: string, session: ModelSession): string {
  const iat = toSeconds(session.rotatedAt);
  const whose = { sid, user_id: userId, sub: userId, iat, hasItsId: true };
  const accessEnd = toSeconds(Math.min(iat * 1000 + LIFETIMES.access, session.sessionExpiresAt));
  const refreshEnd = toSeconds(session.expiresAt);
  return textOf(
    { ...whose, token_type: 'refresh', exp: refreshEnd, gen: session.generation },
    { ...whose, token_type: 'access', exp: accessEnd },
  );
}

/** All that the tokens of an answer say. */
export const sayingOf = ({ token, access }: Pair): string =>
  textOf(withoutId(token.claims, token.generation), withoutId(access, token.generation));

/** An id is a hash, other in every run of a database: whether it is the right one is not. */
function withoutId({ jti, ...said }: Claims, generation: number): Claims {
  const text = `${String(said['sid'])}:${generation}:${String(said['token_type'])}`;
  return { ...said, hasItsId: jti === idOf(text) };
}

const ids = new Map<string, string>();

/** Few tokens are asked for often. */
function idOf(text: string): string {
  const id = ids.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32);
  if (ids.size > MANY) ids.clear();
  ids.set(text, id);
  return id;
}

const MANY = 10_000;

const textOf = (refresh: Claims, access: Claims): string =>
  JSON.stringify([refresh, access].map((claims) => Object.entries(claims).sort()));
