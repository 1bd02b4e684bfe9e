import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { SilentAuthEvents } from '../domain/auth-events.js';
import { reportRefusedLogin } from '../domain/refused-login.js';
import { logRefusal } from './log-refusal.js';

type Line = [level: 'debug' | 'warn', ...said: unknown[]];

const lines: Line[] = [];

beforeEach(() => {
  lines.length = 0;
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    debug: (...said: unknown[]) => lines.push(['debug', ...said]),
    warn: (...said: unknown[]) => lines.push(['warn', ...said]),
  });
});
afterEach(() => {
  Logger.overrideLogger(false);
  jest.restoreAllMocks();
});

const away = (more = {}) => new AuthError('temporarily_unavailable', more);

describe('a refusal is told to the log', () => {
  it.each<[string, AuthError, object, Line]>([
    ['by its code', new AuthError('invalid_token'), {}, ['debug', 'invalid_token', 'Auth']],
    [
      'with what the client is not told',
      new AuthError('invalid_token', { detail: 'expired' }),
      {},
      ['debug', 'invalid_token: expired', 'Auth'],
    ],
    [
      'with its request, where the platform numbers them',
      new AuthError('invalid_token'),
      { id: 'request-7' },
      ['debug', { message: 'invalid_token', requestId: 'request-7' }, 'Auth'],
    ],
    [
      'louder when it is no fault of the client’s',
      away({ detail: 'the hash queue is full' }),
      {},
      ['warn', 'temporarily_unavailable: the hash queue is full', 'Auth'],
    ],
    [
      'with what failed, where something did',
      away({ cause: 'ECONNRESET' }),
      {},
      ['warn', 'temporarily_unavailable', 'ECONNRESET', 'Auth'],
    ],
  ])('%s', (_, error, request, line) => {
    logRefusal(error, request);
    expect(lines).toEqual([line]);
  });

  it('at level debug when an event has reported the error', () => {
    const error = away({ detail: 'database: x', cause: 'ECONNRESET' });
    const client = { ip: null, userAgent: null };
    reportRefusedLogin(new SilentAuthEvents(), error, { userId: null, client });
    logRefusal(error, {});
    expect(lines).toEqual([['debug', 'temporarily_unavailable: database: x', 'Auth']]);
  });
});
