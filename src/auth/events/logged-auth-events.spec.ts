import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import type { AuthEvent } from '../domain/auth-events.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import { clientOf } from '../http/client-info.decorator.js';
import { LoggedAuthEvents } from './logged-auth-events.js';

type Line = [level: 'log' | 'warn', ...message: unknown[]];

const lines: Line[] = [];

beforeEach(() => {
  lines.length = 0;
  Logger.overrideLogger({
    log: (...message: unknown[]) => lines.push(['log', ...message]),
    warn: (...message: unknown[]) => lines.push(['warn', ...message]),
    error: () => undefined,
  });
});
afterEach(() => void Logger.overrideLogger(false));

const laptop = clientOf({ id: 'request-7', ip: '192.0.2.1', headers: {} });
const phone = clientOf({ id: 'request-8', ip: '192.0.2.2', headers: {} });

const session = { type: 'authn_login_success', sid: 's', userId: '7' } as const;
const reuse = { type: 'authn_token_reuse', sid: 's', userId: '7', presentedGeneration: 0, currentGeneration: 1 } as const; // prettier-ignore
const change: AuthEvent = { type: 'authn_password_change', userId: '7', actor: 'user', client: null }; // prettier-ignore

describe('LoggedAuthEvents', () => {
  it.each<[string, 'log' | 'warn', string | undefined, AuthEvent]>([
    ['an event with the ID of its request', 'log', 'request-7', { ...session, client: laptop }],
    ['a warning with the ID of the request that presented the token', 'warn', 'request-8', { ...reuse, presenter: phone, holder: laptop }], // prettier-ignore
    ['an event without a request', 'log', undefined, change],
    ['an event whose request has no ID', 'log', undefined, { ...session, client: clientOf({ headers: {} }) }], // prettier-ignore
  ])('logs %s', (_, level, requestId, event) => {
    new LoggedAuthEvents().emit(event);
    const line = { message: event.type, event, ...(requestId !== undefined && { requestId }) };
    expect(lines).toStrictEqual([[level, line, 'AuthEvents']]);
  });

  it('logs the cause of a refused log-in, which the event does not contain', () => {
    const cause = new Error('connect ECONNREFUSED');
    const error = new AuthError('temporarily_unavailable', { cause });
    reportRefusedLogin(new LoggedAuthEvents(), error, { userId: null, client: laptop });
    const event = { type: 'authn_login_refused', reason: 'unavailable', detail: null, userId: null, client: laptop }; // prettier-ignore
    const line = { message: 'authn_login_refused', requestId: 'request-7', event };
    expect(lines).toStrictEqual([['warn', line, cause, 'AuthEvents']]);
  });
});
