import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { requestLog } from './request-log.js';

const REQUEST = { requestId: 'an-id', method: 'GET', status: 200, durationMs: 1, address: '::1' };

describe('requestLog', () => {
  let lines: unknown[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(Logger.prototype, 'log').mockImplementation((line) => void lines.push(line));
  });
  afterEach(() => void jest.restoreAllMocks());

  it('logs the request and its status', () => {
    requestLog()({ ...REQUEST, route: '/api/me/' });
    const { requestId, ...request } = { ...REQUEST, route: '/api/me/' };
    expect(lines).toEqual([{ message: 'request', requestId, request }]);
  });

  it('logs an allowed check of a gateway at the level debug', () => {
    const debug = jest.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
    requestLog()({ ...REQUEST, route: '/api/token/check/', status: 204 });
    expect([debug.mock.calls.length, lines]).toEqual([1, []]);
  });

  it.each([401, 403, 405, 503])('logs a check with the status %i like any request', (status) => {
    requestLog()({ ...REQUEST, route: '/api/token/check/', status });
    expect(lines).toHaveLength(1);
  });

  it.each(['/health/live/', '/health/ready/'])('does not log %s', (route) => {
    requestLog()({ ...REQUEST, route });
    expect(lines).toEqual([]);
  });
});
