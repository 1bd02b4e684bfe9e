import type { AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import type { Act, Logout, Moment, Refresh, SignIn } from './act.js';
import type { Answer } from './answer.js';
import type { Ruling } from './model.js';
import { sayingOf } from './pair.js';

/** The rulings that each refusal may come from. */
const RULINGS: Partial<Record<AuthErrorCode, readonly Ruling[]>> = {
  account_inactive: ['user gone'],
  invalid_token: ['no login', 'expired'],
  // Login and user are read by two statements: a deactivation between them shows in the login alone.
  login_ended: ['ended', 'user gone'],
  token_spent: ['stale'],
  token_reused: ['reuse'],
  key_reused: ['key reused'],
};

/** Whether the rules have this answer for some moment between the arrival of an act and its answer. */
export function isAllowed(act: Act, answer: Answer): boolean {
  if (act.kind === 'refresh') return mayRefresh(act, answer);
  if (act.kind === 'logout') return mayLogOut(act, answer);
  return act.kind === 'sign in' && maySignIn(act, answer);
}

/** An expired token is rejected in the same words, whatever else is wrong with it. */
const OF_EXPIRED: readonly Ruling[] = [
  'expired',
  'no login',
  'ended',
  'user gone',
  'stale',
  'reuse',
];

function mayRefresh({ moments, pairs, isExpired }: Refresh, answer: Answer): boolean {
  if (answer.kind === 'done') return false;
  if (answer.kind === 'pair') return pairs.has(sayingOf(answer));
  if (isExpired) return answer.code === 'invalid_token' && hasRuling(moments, ...OF_EXPIRED);
  return hasRuling(moments, ...(RULINGS[answer.code] ?? []));
}

/** A token older than the one before the current ends its login as well, and is told that it was spent. */
function mayLogOut({ token, moments, endedAt, isExpired }: Logout, answer: Answer): boolean {
  if (answer.kind === 'pair') return false;
  if (isExpired) return answer.kind === 'refused' && answer.code === 'invalid_token';
  const isOld = endedAt !== null && token.generation < endedAt - 1;
  if (answer.kind === 'done') return endedAt !== null && !isOld;
  if (answer.code === 'token_spent') return isOld;
  const isNothingLeft = answer.code === 'login_ended' || answer.code === 'invalid_token';
  return isNothingLeft && hasRuling(moments, ...(RULINGS[answer.code] ?? []));
}

function maySignIn({ pairs, wasUnwelcome }: SignIn, answer: Answer): boolean {
  if (answer.kind === 'done') return false;
  if (answer.kind === 'pair') return pairs.has(sayingOf(answer));
  return answer.code === 'invalid_credentials' && wasUnwelcome;
}

export const hasRuling = (moments: ReadonlySet<Moment>, ...rulings: readonly Ruling[]): boolean =>
  [...moments].some((moment) => rulings.some((ruling) => moment.startsWith(`${ruling} @`)));
