import { judgeLogin, type Login, type UserState } from './login.js';
import { isSameKey, NO_PROOF, proofThatSpent } from './proofs.js';

/** A refresh token that verifies, unless `isExpired`. */
export interface PresentedToken {
  userId: string;
  /** Claim `gen`. */
  generation: number;
  /** Its `exp` has passed; all else is right. */
  isExpired: boolean;
}

export interface RotationPolicy {
  /** How long after a rotation without a key its token is answered again; 0: never. */
  reuseIntervalMs: number;
}

/**
 * What a refresh token means that was not rotated. Every state and every request have exactly one.
 *
 * - `user_gone`: the user is missing or inactive
 * - `no_login`, `login_ended`: there is nothing to refresh
 * - `expired`: not spent, but too old
 * - `key_reused`: the key spent the token before; a key serves one token
 * - `again`: it would rotate now; the statement met a passing state
 * - `retry`: whoever spent it asks again with the key that spent it
 * - `overlap`: spent without a key a moment ago, within the reuse interval
 * - `superseded`: whoever spent it asks again, but has moved on since
 * - `reuse`: a spent token came back from someone else, or without proof
 */
export type RefreshVerdict =
  { kind: 'user_gone' | 'no_login' | 'login_ended' } | { kind: LivingLoginVerdict; login: Login };

type LivingLoginVerdict =
  'expired' | 'key_reused' | 'again' | 'retry' | 'overlap' | 'superseded' | 'reuse';

/**
 * The rules of a refresh token that one statement did not rotate.
 *
 * @param login the row of the login that the token names, read after the statement
 * @param user the user that the token names
 * @param proof `proofOf` the request's key
 * @param now epoch milliseconds
 */
export function judgeRefresh(
  login: Login | null,
  user: UserState | null,
  presented: PresentedToken,
  proof: string,
  now: number,
  policy: RotationPolicy,
): RefreshVerdict {
  if (user?.isActive !== true) return { kind: 'user_gone' };
  const standing = judgeLogin(login, user, presented.userId, now);
  if (login === null || standing === 'unknown') return { kind: 'no_login' };
  if (standing === 'ended') return { kind: 'login_ended' };
  const isSpent = presented.generation < login.generation;
  const kind = isSpent
    ? judgeSpent(login, presented.generation, proof, now, policy)
    : judgeUnspent(login, presented, proof);
  return { kind, login };
}

function judgeUnspent(login: Login, presented: PresentedToken, proof: string): LivingLoginVerdict {
  if (presented.isExpired) return 'expired';
  const newest = proofThatSpent(login.proofs, login.generation, login.generation - 1);
  return isSameKey(proof, newest) ? 'key_reused' : 'again';
}

function judgeSpent(
  login: Login,
  generation: number,
  proof: string,
  now: number,
  policy: RotationPolicy,
): LivingLoginVerdict {
  const isPrevious = generation === login.generation - 1;
  const spender = proofThatSpent(login.proofs, login.generation, generation);
  if (isSameKey(proof, spender)) return isPrevious ? 'retry' : 'superseded';
  const ageMs = Math.abs(now - login.rotatedAt);
  const overlaps = isPrevious && spender === NO_PROOF && ageMs <= policy.reuseIntervalMs;
  return overlaps && policy.reuseIntervalMs > 0 ? 'overlap' : 'reuse';
}

/** What the holder of a refresh token, verified and unexpired, is told of it: nothing is changed. */
export type TokenStanding = 'no_login' | 'login_ended' | 'spent' | 'current';

/** @param generation claim `gen`; null for a token that has none, which cannot be spent */
export function judgeStanding(
  login: Login | null,
  user: UserState | null,
  { userId, generation }: { userId: string; generation: number | null },
  now: number,
): TokenStanding {
  const verdict = judgeLogin(login, user, userId, now);
  if (login === null || verdict === 'unknown') return 'no_login';
  if (verdict === 'ended') return 'login_ended';
  return generation !== null && generation < login.generation ? 'spent' : 'current';
}

/** Whether a rotation took place on a row that was older than the token, as after a restored backup. */
export function isRotatedAhead(rotated: Login): boolean {
  return rotated.generation > 1 && rotated.proofs.length === NO_PROOF.length;
}
