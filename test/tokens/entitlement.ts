import { createHash } from 'node:crypto';
import type { Claims } from '../support/jwt.js';
import type { Row } from './aftermath.js';
import type { Authority, TokenType } from './authority.js';
import type { Caller } from './outcome.js';

/** The default of the README. */
const ACCESS_TOKEN_SECONDS = 300;

/** Whom the bearer of an access token must be taken for. */
export function callerOf(claims: Claims, { users }: Authority): Partial<Caller> {
  const id = String(claims['user_id']);
  return { id, username: users.get(id)!.username, sid: String(claims['sid']), claims };
}

/**
 * What the tokens of a pair must say: it follows from the row, and from what the presented token
 * says beside our own claims (http-contract.md, rotation.md).
 */
export function pairOf(
  row: Row,
  presented: Claims,
  authority: Authority,
): Record<TokenType, Claims> {
  const [iat, end] = [seconds(row['rotated_at']), seconds(row['session_expires_at'])];
  const carried = carriedBy(presented, authority);
  const exp = Math.min(iat + ACCESS_TOKEN_SECONDS, end);
  const refresh = { exp: seconds(row['expires_at']), gen: row['generation'] };
  return {
    access: { ...carried, ...named(row, 'access'), iat, exp },
    refresh: { ...carried, ...named(row, 'refresh'), iat, ...refresh },
  };
}

const seconds = (ms: Row[string] | undefined): number => Math.floor(Number(ms) / 1000);

const named = ({ id, user_id: user, generation }: Row, type: TokenType): Claims => ({
  token_type: type,
  jti: createHash('sha256').update(`${id}:${generation}:${type}`).digest('hex').slice(0, 32),
  user_id: user,
  sub: user,
  sid: id,
});

const OURS = ['token_type', 'exp', 'iat', 'jti', 'user_id', 'sub', 'sid', 'gen'];

/** Not what issuing decides, and nothing that is called like a member of every object. */
function carriedBy(presented: Claims, { issuer, audience }: Authority): Claims {
  const addressed: Claims = { ...(issuer && { iss: issuer }), ...(audience && { aud: audience }) };
  const isCarried = (name: string) => !OURS.includes(name) && !(name in Object.prototype);
  const carried = Object.entries(presented).filter(([name]) => isCarried(name));
  return { ...Object.fromEntries(carried), ...addressed };
}
