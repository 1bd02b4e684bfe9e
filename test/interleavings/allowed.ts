import type { AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import type { Act, Logout, Moment, Refresh, SignIn } from './act.js';
import type { Outcome } from './response.js';
import type { Ruling } from './model.js';
import { sayingOf } from './pair.js';

/** The rulings that each refusal may come from. */
const RULINGS: Partial<Record<AuthErrorCode, readonly Ruling[]>> = {
  account_inactive: ['user gone'],
  invalid_token: ['no session', 'expired'],
  // Session and user are read by two statements: a deactivation between them shows in the session alone.
  session_ended: ['ended', 'user gone'],
  token_consumed: ['stale'],
  token_reused: ['reuse'],
  key_reused: ['key reused'],
};

/** Whether the rules have this answer for some moment between the arrival of an act and its answer. */
export function isAllowed(act: Act, response: Outcome): boolean {
  if (act.kind === 'refresh') return mayRefresh(act, response);
  if (act.kind === 'logout') return mayLogOut(act, response);
  return act.kind === 'sign in' && maySignIn(act, response);
}

/** An expired token is rejected in the same words, whatever else is wrong with it. */
const OF_EXPIRED: readonly Ruling[] = [
  'expired',
  'no session',
  'ended',
  'user gone',
  'stale',
  'reuse',
];

function mayRefresh({ moments, pairs, isExpired }: Refresh, response: Outcome): boolean {
  if (response.kind === 'done') return false;
  if (response.kind === 'pair') return pairs.has(sayingOf(response));
  if (isExpired) return response.code === 'invalid_token' && hasRuling(moments, ...OF_EXPIRED);
  return hasRuling(moments, ...(RULINGS[response.code] ?? []));
}

/** A token older than the one before the current ends its session as well, and is told that it was consumed. */
function mayLogOut({ token, moments, endedAt, isExpired }: Logout, response: Outcome): boolean {
  if (response.kind === 'pair') return false;
  if (isExpired) return response.kind === 'refused' && response.code === 'invalid_token';
  const isOld = endedAt !== null && token.generation < endedAt - 1;
  if (response.kind === 'done') return endedAt !== null && !isOld;
  if (response.code === 'token_consumed') return isOld;
  const isNothingLeft = response.code === 'session_ended' || response.code === 'invalid_token';
  return isNothingLeft && hasRuling(moments, ...(RULINGS[response.code] ?? []));
}

function maySignIn({ pairs, wasUnwelcome }: SignIn, response: Outcome): boolean {
  if (response.kind === 'done') return false;
  if (response.kind === 'pair') return pairs.has(sayingOf(response));
  return response.code === 'invalid_credentials' && wasUnwelcome;
}

export const hasRuling = (moments: ReadonlySet<Moment>, ...rulings: readonly Ruling[]): boolean =>
  [...moments].some((moment) => rulings.some((ruling) => moment.startsWith(`${ruling} @`)));
