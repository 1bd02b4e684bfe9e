import { describe, expect, it } from '@jest/globals';
import type { AuthEvent, TokenReissued } from '../../auth/domain/auth-events.js';
import {
  BEARER_REFUSALS,
  countsOf,
  type EventCount,
  LOGIN_RESULTS,
  REFRESH_VERDICTS,
  REVOCATION_REASONS,
} from './event-counts.js';

const refresh = (verdict: (typeof REFRESH_VERDICTS)[number]): EventCount => ({
  counter: 'refreshes',
  verdict,
});
const CREATED = 'authn_token_created';

const reissued = (verdict: TokenReissued['verdict'], ip: string) =>
  ({
    type: 'authn_token_reissued',
    verdict,
    client: { ip, userAgent: null },
    holder: { ip: '192.0.2.1', userAgent: null },
  }) as AuthEvent;

describe('countsOf', () => {
  it.each<[object & { type: AuthEvent['type'] }, EventCount[]]>([
    [{ type: 'authn_login_success' }, [{ counter: 'logins', result: 'ok' }]],
    ...LOGIN_RESULTS.slice(1, 4).map((reason): [{ type: 'authn_login_fail' }, EventCount[]] => [
      { type: 'authn_login_fail', reason } as { type: 'authn_login_fail' },
      [{ counter: 'logins', result: reason }],
    ]),
    ...LOGIN_RESULTS.slice(4).map((reason): [AuthEvent, EventCount[]] => [
      { type: 'authn_login_refused', reason } as AuthEvent,
      [{ counter: 'logins', result: reason }],
    ]),
    [{ type: CREATED, origin: 'login' } as { type: typeof CREATED }, []],
    [{ type: CREATED, origin: 'rotation' } as { type: typeof CREATED }, [refresh('rotated')]],
    [{ type: CREATED, origin: 'no_rotation' } as { type: typeof CREATED }, [refresh('no_rotation')]], // prettier-ignore
    ...(['retry', 'withinReuseInterval'] as const).flatMap(
      (verdict): [AuthEvent, EventCount[]][] => [
        [reissued(verdict, '192.0.2.1'), [refresh(verdict)]],
        [reissued(verdict, '192.0.2.2'), [refresh(verdict), { counter: 'addressChanges' }]],
      ],
    ),
    ...(
      [
        'user_gone',
        'no_session',
        'session_ended',
        'expired',
        'key_reused',
        'conflict',
        'reuse',
        'invalid',
      ] as const
    ).map((verdict): [AuthEvent, EventCount[]] => [
      // prettier-ignore
      { type: 'authn_token_refused', verdict } as AuthEvent,
      [refresh(verdict)],
    ]),
    [{ type: 'authn_token_stale' }, [refresh('stale')]],
    [{ type: 'authn_token_reuse' }, [refresh('reuse'), { counter: 'reuses' }]],
    [{ type: 'authn_token_ahead' }, [{ counter: 'aheads' }]],
    ...REVOCATION_REASONS.map((reason): [AuthEvent, EventCount[]] => [
      { type: 'authn_token_revoked', reason } as AuthEvent,
      [{ counter: 'revocations', reason }],
    ]),
    [{ type: 'authn_password_rehashed' }, []],
    ...BEARER_REFUSALS.map((reason): [AuthEvent, EventCount[]] => [
      { type: 'authn_bearer_refused', reason, suppressed: 3 } as AuthEvent,
      [
        { counter: 'bearerRefusals', reason },
        { counter: 'suppressedBearerRefusals', amount: 3 },
      ],
    ]),
    [{ type: 'authn_password_change' }, [{ counter: 'userChanges', change: 'password' }]],
    [{ type: 'user_created' }, [{ counter: 'userChanges', change: 'created' }]],
    [{ type: 'user_activated' }, [{ counter: 'userChanges', change: 'activated' }]],
    [{ type: 'user_deactivated' }, [{ counter: 'userChanges', change: 'deactivated' }]],
    [{ type: 'user_deleted' }, [{ counter: 'userChanges', change: 'deleted' }]],
    [{ type: 'user_updated' }, [{ counter: 'userChanges', change: 'updated' }]],
  ])('returns for %p the counts %p', (event, counts) => {
    expect(countsOf(event as AuthEvent)).toEqual(counts);
  });
});
