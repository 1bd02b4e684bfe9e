import { describe, expect, it } from '@jest/globals';
import { AuthError, QueueFullError } from './auth-error.js';
import type { AuthEvent } from './auth-events.js';
import { causeOf, isReported, reportRefusedLogin } from './refused-login.js';

const subject = { userId: '7', client: { ip: '192.0.2.1', userAgent: null } };

/** @returns the emitted events */
function report(error: unknown): AuthEvent[] {
  const events: AuthEvent[] = [];
  reportRefusedLogin({ emit: (event) => events.push(event) }, error, subject);
  return events;
}

describe('reportRefusedLogin', () => {
  it.each([
    ['queue_full', new QueueFullError(), 'the hash queue is full'],
    ['unavailable', new AuthError('temporarily_unavailable', { detail: 'x' }), 'x'],
    ['unavailable', new AuthError('temporarily_unavailable'), null],
  ])('emits one event with the reason %s', (reason, error, detail) => {
    expect(report(error)).toEqual([{ type: 'authn_login_refused', reason, detail, ...subject }]);
    expect(isReported(error)).toBe(true);
  });

  it.each([
    ['an AuthError with another code', new AuthError('invalid_credentials')],
    ['an error of the application', new Error('failed')],
    ['undefined', undefined],
  ])('emits no event for %s', (_, error) => {
    expect(report(error)).toEqual([]);
  });

  it('stores the cause outside the event, for the log only', () => {
    const cause = new Error('connect ECONNREFUSED');
    const [event] = report(new AuthError('temporarily_unavailable', { cause }));
    expect(causeOf(event!)).toBe(cause);
    expect(Object.values(event!)).not.toContain(cause);
  });

  it('does not mark other errors as reported', () => {
    expect(isReported(new AuthError('temporarily_unavailable'))).toBe(false);
    expect(causeOf({})).toBeUndefined();
  });
});
