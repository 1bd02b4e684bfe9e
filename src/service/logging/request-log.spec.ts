import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { requestLog } from './request-log.js';

const REQUEST = { requestId: 'an-id', method: 'GET', status: 200, durationMs: 1, address: '::1' };

describe('the line of a request', () => {
  let lines: unknown[];

  beforeEach(() => {
    lines = [];
    jest.spyOn(Logger.prototype, 'log').mockImplementation((line) => void lines.push(line));
  });
  afterEach(() => void jest.restoreAllMocks());

  it('says which request it was, and how it was answered', () => {
    requestLog()({ ...REQUEST, route: '/api/me/' });
    const { requestId, ...request } = { ...REQUEST, route: '/api/me/' };
    expect(lines).toEqual([{ message: 'request', requestId, request }]);
  });

  it.each(['/health/live/', '/health/ready/'])('is not written for %s', (route) => {
    requestLog()({ ...REQUEST, route });
    expect(lines).toEqual([]);
  });
});
