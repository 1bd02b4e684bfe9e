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

const unavailable = (more = {}) => new AuthError('temporarily_unavailable', more);

describe('logRefusal', () => {
  it.each<[string, AuthError, object, Line]>([
    ['the code', new AuthError('invalid_token'), {}, ['debug', 'invalid_token', 'Auth']],
    [
      'the detail, which no response contains',
      new AuthError('invalid_token', { detail: 'expired' }),
      {},
      ['debug', 'invalid_token: expired', 'Auth'],
    ],
    [
      'the request ID, if the platform has one',
      new AuthError('invalid_token'),
      { id: 'request-7' },
      ['debug', { message: 'invalid_token', requestId: 'request-7' }, 'Auth'],
    ],
    [
      'a warning when the service is unavailable',
      unavailable({ detail: 'the hash queue is full' }),
      {},
      ['warn', 'temporarily_unavailable: the hash queue is full', 'Auth'],
    ],
    [
      'the cause, if the error has one',
      unavailable({ cause: 'ECONNRESET' }),
      {},
      ['warn', 'temporarily_unavailable', 'ECONNRESET', 'Auth'],
    ],
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
