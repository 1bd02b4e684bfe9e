import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { requestContext } from './request-context.js';
import { requestLog } from './request-log.js';

const REQUEST = { requestId: 'an-id', method: 'GET', status: 200, durationMs: 1, address: '::1' };

describe('the line of a request', () => {
  let lines: unknown[];

  beforeEach(() => {
    lines = [];
    const log = (line: unknown) => void lines.push([line, requestContext.getStore()]);
    jest.spyOn(Logger.prototype, 'log').mockImplementation(log);
  });
  afterEach(() => void jest.restoreAllMocks());

  it('is written in the context of the request', () => {
    requestLog()({ ...REQUEST, route: '/api/me/' });
    const { requestId, ...request } = { ...REQUEST, route: '/api/me/' };
    expect(lines).toEqual([[{ message: 'request', request }, { requestId }]]);
  });

  it.each(['/health/live/', '/health/ready/'])('is not written for %s', (route) => {
    requestLog()({ ...REQUEST, route });
    expect(lines).toEqual([]);
  });
});
