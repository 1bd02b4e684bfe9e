import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { SilentAuthEvents } from '../domain/auth-events.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import { logRefusal } from './log-refusal.js';

type Line = [level: 'debug' | 'warn', ...message: unknown[]];

const lines: Line[] = [];

beforeEach(() => {
  lines.length = 0;
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    debug: (...message: unknown[]) => lines.push(['debug', ...message]),
    warn: (...message: unknown[]) => lines.push(['warn', ...message]),
  });
});
afterEach(() => {
  Logger.overrideLogger(false);
  jest.restoreAllMocks();
});

const invalid = (more = {}) => new AuthError('invalid_token', more);
const unavailable = (more = {}) => new AuthError('temporarily_unavailable', more);

describe('logRefusal', () => {
  it.each<[string, AuthError, object, Line]>([
    ['the code', invalid(), {}, ['debug', 'invalid_token', 'Auth']],
    ['the private detail', invalid({ detail: 'expired' }), {}, ['debug', 'invalid_token: expired', 'Auth']], // prettier-ignore
    ['the request ID, if any', invalid(), { id: '7' }, ['debug', { message: 'invalid_token', requestId: '7' }, 'Auth']], // prettier-ignore
    ['a warning when the service is unavailable', unavailable({ detail: 'x' }), {}, ['warn', 'temporarily_unavailable: x', 'Auth']], // prettier-ignore
    ['the cause, if any', unavailable({ cause: 'ECONNRESET' }), {}, ['warn', 'temporarily_unavailable', 'ECONNRESET', 'Auth']], // prettier-ignore
  ])('logs %s', (_, error, request, line) => {
    logRefusal(error, request);
    expect(lines).toEqual([line]);
  });

  it('logs at level debug when an event has reported the error', () => {
    const error = unavailable({ detail: 'database: x', cause: 'ECONNRESET' });
    const client = { ip: null, userAgent: null };
    reportRefusedLogin(new SilentAuthEvents(), error, { userId: null, client });
    logRefusal(error, {});
    expect(lines).toEqual([['debug', 'temporarily_unavailable: database: x', 'Auth']]);
  });
});
