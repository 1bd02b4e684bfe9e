import { describe, expect, it } from '@jest/globals';
import { type AuthEvent, type EventSeverity, severityOf, SilentAuthEvents } from './auth-events.js';

describe('an event', () => {
  it.each<[AuthEvent['type'], EventSeverity]>([
    ['authn_login_success', 'information'],
    ['authn_login_fail', 'warning'],
    ['authn_login_refused', 'warning'],
    ['authn_token_created', 'information'],
    ['authn_token_reissued', 'information'],
    ['authn_token_refused', 'information'],
    ['authn_token_superseded', 'warning'],
    ['authn_token_reuse', 'warning'],
    ['authn_token_ahead', 'warning'],
    ['authn_token_revoked', 'information'],
    ['authn_password_change', 'information'],
  ])('%s is told as %s', (type, severity) => {
    expect(severityOf({ type } as AuthEvent)).toBe(severity);
  });

  it('that nobody listens to goes nowhere', () => {
    expect(new SilentAuthEvents().emit()).toBeUndefined();
  });
});
