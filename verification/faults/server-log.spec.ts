import { describe, expect, it } from '@jest/globals';
import { ServerLog } from './server-log.js';

const lineOf = (message: string, error?: string) =>
  JSON.stringify({ level: 'warn', message, ...(error && { error: { message: error } }) });

const refusedLogin = (detail: string, error?: string) => {
  const event = { type: 'authn_login_refused', detail };
  return JSON.stringify({ ...(JSON.parse(lineOf(event.type, error)) as object), event });
};

describe('the log of a server', () => {
  it.each([
    ['{"event":{"type":"authn_token_reuse"}}', 'a server reported reuse'],
    ['{"level":"fatal","message":"x"}', 'a server wrote a fatal error'],
  ])('the log of a server reports a violation for the line: %s', (line, violation) => {
    const log = new ServerLog();
    log.read('{"level":"info","message":"request"}');
    log.read(line);
    expect(log.violations).toEqual([violation]);
  });

  it('the log of a server returns the reasons of failed requests, except time limits', () => {
    const log = new ServerLog();
    const unavailable = 'temporarily_unavailable: database: connection lost';
    log.read(lineOf(unavailable, 'timeout exceeded when trying to connect'));
    log.read(lineOf(unavailable, 'Connection terminated'));
    log.read(lineOf('temporarily_unavailable: every rotation met a conflict'));
    log.read(refusedLogin('the hash queue is full'));
    log.read(refusedLogin('database: 57P01', 'timeout exceeded when trying to connect'));
    expect(log.takeFailures()).toEqual([
      `${unavailable} Connection terminated`,
      'temporarily_unavailable: every rotation met a conflict ',
      'the hash queue is full ',
    ]);
    expect(log.takeFailures()).toEqual([]);
  });
});
