import { AuthError, type AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import { type Claims, claimsOf } from '../support/jwt.js';

/** A refresh token, and what everybody can read in it. */
export interface Token {
  text: string;
  jti: string;
  sid: string;
  generation: number;
  claims: Claims;
  /** What tells it from any other, the same in every run. */
  name: string;
}

export interface Pair {
  kind: 'pair';
  token: Token;
  /** What its access token says. */
  access: Claims;
}

/** What a request is answered. `done`: a logout took place. */
export type Outcome = Pair | { kind: 'done' } | { kind: 'refused'; code: AuthErrorCode };

export function readToken(text: string): Token {
  const claims = claimsOf(text);
  const { jti, sid, gen, iat, exp } = claims as Record<'jti' | 'sid', string> &
    Record<'gen' | 'iat' | 'exp', number>;
  return { text, jti, sid, generation: gen, claims, name: `${sid}/${gen}/${iat}/${exp}` };
}

/** @throws whatever is no refusal */
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

/** For a person to read. */
export function describeResponse(response: Outcome): string {
  if (response.kind === 'pair') return `the pair of generation ${response.token.generation}`;
  return response.kind === 'done' ? 'done' : `refused: ${response.code}`;
}

/** The same for answers after which everything goes on alike. */
export const keyOfResponse = (response: Outcome): string =>
  response.kind === 'pair' ? response.token.name : describeResponse(response);
