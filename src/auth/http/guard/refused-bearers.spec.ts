import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { AuthError, ExpiredTokenError } from '../../domain/auth-error.js';
import type { AuthEvent } from '../../domain/auth-events.js';
import { refusedBearer } from '../../domain/refused-bearer.js';
import { BEARER_EVENT_LIMITS, RefusedBearers } from './refused-bearers.js';

describe(RefusedBearers.name, () => {
  let emitted: AuthEvent[];
  let refused: RefusedBearers;
  const clock = new FakeClock();

  beforeEach(() => {
    emitted = [];
    refused = new RefusedBearers(clock, { emit: (event) => emitted.push(event) });
  });

  const requestFrom = (ip: string) => ({ ip, headers: { 'user-agent': 'curl/8' } });

  it('emits the session and the user of a token with a valid signature', () => {
    const subject = { sid: 's', userId: '7' };
    refused.report(refusedBearer('session_ended', subject), requestFrom('192.0.2.1'));
    const client = { ip: '192.0.2.1', userAgent: 'curl/8' };
    const type = 'authn_bearer_refused';
    expect(emitted).toEqual([{ type, reason: 'session_ended', ...subject, client, suppressed: 0 }]);
  });

  it('emits no event for a token that has expired', () => {
    refused.report(new ExpiredTokenError(), requestFrom('192.0.2.1'));
    expect(emitted).toEqual([]);
  });

  it.each<[string, object]>([
    ['a message of a microservice', { token: 'x' }],
    ['a socket', { headers: null }],
  ])('emits an unknown client for %s', (_, request) => {
    refused.report(new AuthError('invalid_token'), request);
    expect(emitted).toMatchObject([{ client: { ip: null, userAgent: null } }]);
  });

  it('limits the events of a flood, of one address and of all', () => {
    const { perAddress, overall } = BEARER_EVENT_LIMITS;
    const flood = (ip: string) => {
      for (let count = 0; count < 1_000; count++) {
        refused.report(new AuthError('invalid_token'), requestFrom(ip));
      }
    };
    flood('192.0.2.1');
    expect(emitted).toHaveLength(perAddress);
    for (let host = 2; host < 100; host++) flood(`192.0.2.${host}`);
    expect(emitted).toHaveLength(overall);
  });
});
