import type { AuthErrorCode } from '../../src/auth/domain/auth-error.js';
import type { Operation, Logout, TimedVerdict, Refresh, LogIn } from './operation.js';
import type { Outcome } from './response.js';
import type { Verdict } from './model.js';
import { actualPair } from './pair.js';

/** The verdicts of the model that each error code may result from. */
const VERDICTS: Partial<Record<AuthErrorCode, readonly Verdict[]>> = {
  account_inactive: ['user inactive'],
  invalid_token: ['session not found', 'token expired'],
  // Two statements read the session and the user: after a deactivation between them, only the session shows it.
  session_ended: ['session inactive', 'user inactive'],
  token_consumed: ['stale'],
  token_reused: ['reuse'],
  key_reused: ['key reused'],
};

/** Checks whether the rules allow the response at some time between the start and the end of the operation. */
export function isAllowed(operation: Operation, response: Outcome): boolean {
  if (operation.kind === 'refresh') return mayRefreshReturn(operation, response);
  if (operation.kind === 'logout') return mayLogoutReturn(operation, response);
  return operation.kind === 'log in' && mayLogInReturn(operation, response);
}

/** An expired token is always rejected with the same code, even if it has other defects. */
const EXPIRED_VERDICTS: readonly Verdict[] = [
  'token expired',
  'session not found',
  'session inactive',
  'user inactive',
  'stale',
  'reuse',
];

function mayRefreshReturn({ verdicts, pairs, isExpired }: Refresh, response: Outcome): boolean {
  if (response.kind === 'done') return false;
  if (response.kind === 'pair') return pairs.has(actualPair(response));
  if (isExpired)
    return response.code === 'invalid_token' && hasVerdict(verdicts, ...EXPIRED_VERDICTS);
  return hasVerdict(verdicts, ...(VERDICTS[response.code] ?? []));
}

/**
 * A log-out with a token older than the previous one revokes its session too. The response is
 * `token_consumed`.
 */
function mayLogoutReturn(
  { token, verdicts, revokedGeneration, isExpired }: Logout,
  response: Outcome,
): boolean {
  if (response.kind === 'pair') return false;
  if (isExpired) return response.kind === 'refused' && response.code === 'invalid_token';
  const isOld = revokedGeneration !== null && token.generation < revokedGeneration - 1;
  if (response.kind === 'done') return revokedGeneration !== null && !isOld;
  if (response.code === 'token_consumed') return isOld;
  const isSessionGone = response.code === 'session_ended' || response.code === 'invalid_token';
  return isSessionGone && hasVerdict(verdicts, ...(VERDICTS[response.code] ?? []));
}

function mayLogInReturn({ pairs, mayFail }: LogIn, response: Outcome): boolean {
  if (response.kind === 'done') return false;
  if (response.kind === 'pair') return pairs.has(actualPair(response));
  return response.code === 'invalid_credentials' && mayFail;
}

export const hasVerdict = (
  actual: ReadonlySet<TimedVerdict>,
  ...expected: readonly Verdict[]
): boolean =>
  [...actual].some((timed) => expected.some((verdict) => timed.startsWith(`${verdict} @`)));
