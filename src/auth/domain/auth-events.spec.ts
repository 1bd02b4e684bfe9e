import { describe, expect, it } from '@jest/globals';
import {
  type AuthEvent,
  EVENT_TYPES,
  type EventSeverity,
  isFromAnotherAddress,
  severityOf,
  SilentAuthEvents,
  type TokenReissued,
} from './auth-events.js';

describe('severityOf', () => {
  it.each<[AuthEvent['type'], EventSeverity]>([
    ['authn_login_success', 'information'],
    ['authn_login_fail', 'warning'],
    ['authn_login_refused', 'warning'],
    ['authn_token_created', 'information'],
    ['authn_token_refused', 'information'],
    ['authn_token_stale', 'warning'],
    ['authn_token_reuse', 'warning'],
    ['authn_token_ahead', 'warning'],
    ['authn_token_revoked', 'information'],
    ['authn_password_change', 'information'],
    ['authn_password_rehashed', 'information'],
    ['authn_bearer_refused', 'information'],
    ['user_created', 'information'],
    ['user_deactivated', 'information'],
  ])('returns for %s the severity %s', (type, severity) => {
    expect(severityOf({ type } as AuthEvent)).toBe(severity);
  });

  it.each<[string | null, string | null, boolean]>([
    ['192.0.2.1', '192.0.2.1', false],
    ['192.0.2.1', '192.0.2.2', true],
    ['192.0.2.1', null, false],
    [null, '192.0.2.1', false],
    [null, null, false],
  ])(
    'returns for a retry from %p of a token consumed from %p a warning: %p',
    (ip, holderIp, isOther) => {
      const event = {
        type: 'authn_token_reissued',
        client: { ip, userAgent: null },
        holder: { ip: holderIp, userAgent: 'another' },
      } as TokenReissued;
      expect(isFromAnotherAddress(event)).toBe(isOther);
      expect(severityOf(event)).toBe(isOther ? 'warning' : 'information');
    },
  );
});

it('EVENT_TYPES has the names of events with one severity and of those with several', () => {
  expect(EVENT_TYPES).toEqual(
    expect.arrayContaining(['authn_login_success', 'user_updated', 'authn_token_reissued']),
  );
  expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
});

it('SilentAuthEvents drops events', () => {
  expect(new SilentAuthEvents().emit()).toBeUndefined();
});
