import { createHash } from 'node:crypto';
import type { Claims } from '../../test/support/jwt.js';
import type { Row } from './expected-effects.js';
import type { ServiceState, TokenType } from './service-state.js';
import type { Caller } from './outcome.js';

/** The default lifetime. */
const ACCESS_TOKEN_SECONDS = 300;

/** Returns the user that an access token must authenticate. */
export function expectedCaller(claims: Claims, { users }: ServiceState): Partial<Caller> {
  const id = String(claims['user_id']);
  return { id, username: users.get(id)!.username, sid: String(claims['sid']), claims };
}

/**
 * Returns the claims that the tokens of a pair must have. They follow from the row and from the
 * additional claims of the presented token (docs/http-contract.md, Read a token).
 */
export function expectedPair(
  row: Row,
  presented: Claims,
  serviceState: ServiceState,
): Record<TokenType, Claims> {
  const [iat, end] = [seconds(row['rotated_at']), seconds(row['session_expires_at'])];
  const copied = copiedClaims(presented, serviceState);
  const exp = Math.min(iat + ACCESS_TOKEN_SECONDS, end);
  const refresh = { exp: seconds(row['expires_at']), gen: row['generation'] };
  return {
    access: { ...copied, ...identityClaims(row, 'access'), iat, exp },
    refresh: { ...copied, ...identityClaims(row, 'refresh'), iat, ...refresh },
  };
}

const seconds = (ms: Row[string] | undefined): number => Math.floor(Number(ms) / 1000);

const identityClaims = ({ id, user_id: user, generation }: Row, type: TokenType): Claims => ({
  token_type: type,
  jti: createHash('sha256').update(`${id}:${generation}:${type}`).digest('hex').slice(0, 32),
  user_id: user,
  sub: user,
  sid: id,
});

const ISSUED_CLAIMS = ['token_type', 'exp', 'iat', 'jti', 'user_id', 'sub', 'sid', 'gen'];

/** Returns the claims that a refresh copies: not those that the issuer sets, nor names of `Object.prototype`. */
function copiedClaims(presented: Claims, { issuer, audience }: ServiceState): Claims {
  const addressees: Claims = { ...(issuer && { iss: issuer }), ...(audience && { aud: audience }) };
  const isCopied = (name: string) => !ISSUED_CLAIMS.includes(name) && !(name in Object.prototype);
  const copied = Object.entries(presented).filter(([name]) => isCopied(name));
  return { ...Object.fromEntries(copied), ...addressees };
}
