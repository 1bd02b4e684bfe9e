import {
  type AuthEvent,
  type BearerRefusal,
  isFromAnotherAddress,
  type LoginFailed,
  type LoginRefused,
  type TokenRefused,
  type TokenReissued,
} from '../../auth/domain/auth-events.js';
import type { RevocationReason } from '../../auth/domain/session.js';

export const LOGIN_RESULTS = [
  'ok',
  'unknown_user',
  'wrong_password',
  'inactive_user',
  'denied',
  'challenged',
  'queue_full',
  'unavailable',
] as const;
type LoginResult = 'ok' | 'challenged' | LoginFailed['reason'] | LoginRefused['reason'];

export const REFRESH_VERDICTS = [
  'rotated',
  'no_rotation',
  'retry',
  'withinReuseInterval',
  'user_gone',
  'no_session',
  'session_ended',
  'expired',
  'key_reused',
  'conflict',
  'stale',
  'reuse',
  'invalid',
] as const;
type RefreshVerdict =
  'rotated' | 'no_rotation' | 'stale' | TokenReissued['verdict'] | TokenRefused['verdict'];

export const REVOCATION_REASONS = [
  'logout',
  'reuse',
  'password_change',
  'deactivated',
  'deleted',
  'admin',
  'replaced',
  'session_limit',
] as const satisfies RevocationReason[];

export const BEARER_REFUSALS = [
  'invalid',
  'session_ended',
  'user_not_found',
  'user_inactive',
] as const satisfies BearerRefusal[];

export const USER_CHANGES = [
  'created',
  'activated',
  'deactivated',
  'deleted',
  'updated',
  'password',
] as const;
type UserChange = (typeof USER_CHANGES)[number];

/** An increment of a counter, with its label. */
export type EventCount =
  | { counter: 'logins'; result: LoginResult }
  | { counter: 'refreshes'; verdict: RefreshVerdict }
  | { counter: 'revocations'; reason: RevocationReason }
  | { counter: 'bearerRefusals'; reason: BearerRefusal }
  | { counter: 'suppressedBearerRefusals'; amount: number }
  | { counter: 'userChanges'; change: UserChange }
  | { counter: 'reuses' | 'aheads' | 'addressChanges' | 'locks' | 'throttleFailures' };

/** Returns the counters that an event increments. Each classified refresh has exactly one verdict. */
export function countsOf(event: AuthEvent): readonly EventCount[] {
  switch (event.type) {
    case 'authn_login_success':
      return [{ counter: 'logins', result: 'ok' }];
    case 'authn_login_fail':
    case 'authn_login_refused':
      return [{ counter: 'logins', result: event.reason }];
    case 'authn_login_challenged':
      return [{ counter: 'logins', result: 'challenged' }];
    case 'authn_token_created':
      return event.origin === 'login' ? [] : [refreshed(CREATED[event.origin])];
    case 'authn_token_reissued':
      return [
        refreshed(event.verdict),
        ...(isFromAnotherAddress(event) ? [{ counter: 'addressChanges' } as const] : []),
      ];
    case 'authn_token_refused':
      return [refreshed(event.verdict)];
    case 'authn_token_stale':
      return [refreshed('stale')];
    case 'authn_token_reuse':
      return [refreshed('reuse'), { counter: 'reuses' }];
    case 'authn_token_ahead':
      return [{ counter: 'aheads' }];
    case 'authn_token_revoked':
      return [{ counter: 'revocations', reason: event.reason }];
    case 'authn_login_lock':
      return [{ counter: 'locks' }];
    case 'login_throttle_unavailable':
      return [{ counter: 'throttleFailures' }];
    case 'authn_login_throttled':
    case 'authn_login_unlock':
    case 'authn_login_unfamiliar':
    case 'authn_password_rehashed':
      return [];
    case 'authn_bearer_refused':
      return [
        { counter: 'bearerRefusals', reason: event.reason },
        { counter: 'suppressedBearerRefusals', amount: event.suppressed },
      ];
    case 'user_created':
    case 'user_activated':
    case 'user_deactivated':
    case 'user_deleted':
    case 'user_updated':
    case 'authn_password_change':
      return [{ counter: 'userChanges', change: CHANGED[event.type] }];
  }
}

const CHANGED = {
  user_created: 'created',
  user_activated: 'activated',
  user_deactivated: 'deactivated',
  user_deleted: 'deleted',
  user_updated: 'updated',
  authn_password_change: 'password',
} as const;

const CREATED = { rotation: 'rotated', no_rotation: 'no_rotation' } as const;

const refreshed = (verdict: RefreshVerdict): EventCount => ({ counter: 'refreshes', verdict });
