import { AuthError, type AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import { claimsOf } from '../support/jwt.js';

/** A refresh token, and what everybody can read in it. */
export interface Token {
  text: string;
  jti: string;
  sid: string;
  generation: number;
  /** What tells it from any other, the same in every run. */
  name: string;
}

/** What a request is answered. `done`: a logout took place. */
export type Answer =
  { kind: 'pair'; token: Token } | { kind: 'done' } | { kind: 'refused'; code: AuthErrorCode };

export function readToken(text: string): Token {
  const { jti, sid, gen, iat } = claimsOf(text) as Record<'jti' | 'sid', string> &
    Record<'gen' | 'iat', number>;
  return { text, jti, sid, generation: gen, name: `${sid}/${gen}/${iat}` };
}

/** @throws whatever is no refusal */
export async function answerOf(work: Promise<object | void>): Promise<Answer> {
  try {
    const result = await work;
    if (result === undefined || !('refresh' in result)) return { kind: 'done' };
    return { kind: 'pair', token: readToken(String(result.refresh)) };
  } catch (error) {
    if (error instanceof AuthError) return { kind: 'refused', code: error.code };
    throw error;
  }
}

/** For a person to read. */
export function describeAnswer(answer: Answer): string {
  if (answer.kind === 'pair') return `the pair of generation ${answer.token.generation}`;
  return answer.kind === 'done' ? 'done' : `refused: ${answer.code}`;
}

/** The same for answers after which everything goes on alike. */
export const keyOfAnswer = (answer: Answer): string =>
  answer.kind === 'pair' ? answer.token.name : describeAnswer(answer);
