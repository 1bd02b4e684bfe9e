import { AuthError, type AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import { type Claims, claimsOf } from '../../test/support/jwt.js';

/** A refresh token and its claims. */
export interface Token {
  text: string;
  jti: string;
  sid: string;
  generation: number;
  claims: Claims;
  /** Identifies the token, the same in every run. */
  name: string;
}

export interface Pair {
  kind: 'pair';
  token: Token;
  /** The claims of the access token. */
  access: Claims;
}

/** The outcome of a request. `done`: the log-out succeeded. */
export type Outcome = Pair | { kind: 'done' } | { kind: 'refused'; code: AuthErrorCode };

export function readToken(text: string): Token {
  const claims = claimsOf(text);
  const { jti, sid, gen, iat, exp } = claims as Record<'jti' | 'sid', string> &
    Record<'gen' | 'iat' | 'exp', number>;
  return { text, jti, sid, generation: gen, claims, name: `${sid}/${gen}/${iat}/${exp}` };
}

/** @throws every error that is not an {@link AuthError} */
export async function responseOf(work: Promise<object | void>): Promise<Outcome> {
  try {
    const result = await work;
    if (result === undefined || !('refresh' in result)) return { kind: 'done' };
    const { refresh, access } = result as Record<'refresh' | 'access', string>;
    return { kind: 'pair', token: readToken(refresh), access: claimsOf(access) };
  } catch (error) {
    if (error instanceof AuthError) return { kind: 'refused', code: error.code };
    throw error;
  }
}

export function describeResponse(response: Outcome): string {
  if (response.kind === 'pair') return `the pair of generation ${response.token.generation}`;
  return response.kind === 'done' ? 'done' : `refused: ${response.code}`;
}

/** Identifies an outcome. */
export const keyOfResponse = (response: Outcome): string =>
  response.kind === 'pair' ? response.token.name : describeResponse(response);
