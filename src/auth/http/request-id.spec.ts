import { describe, expect, it } from '@jest/globals';
import { NOWHERE } from '../domain/session.js';
import { clientOf } from './client-info.decorator.js';
import { idOf, requestIdOf } from './request-id.js';

const clientFrom = (request: object) => clientOf({ headers: {}, ...request });

describe('the id of a request', () => {
  it('is known of the client that it came from, and no part of what is told of that', () => {
    const client = clientFrom({ id: 'request-7', ip: '192.0.2.1' });
    expect(requestIdOf(client)).toBe('request-7');
    expect(client).toEqual({ ip: '192.0.2.1', userAgent: null });
  });

  it.each([[{}], [{ id: undefined }], [{ id: 7 }]])(
    'is none where there is no text: %j',
    (request) => {
      expect(idOf(request)).toBeUndefined();
      expect(requestIdOf(clientFrom(request))).toBeUndefined();
    },
  );

  it('is none of a caller that is no request', () => {
    expect([requestIdOf(null), requestIdOf(NOWHERE)]).toEqual([undefined, undefined]);
  });
});

describe('a client', () => {
  it('is what the platform says of it', () => {
    const headers = { 'user-agent': 'laptop' };
    expect(clientFrom({ ip: '192.0.2.1', headers })).toEqual({
      ip: '192.0.2.1',
      userAgent: 'laptop',
    });
  });

  it('is nobody in particular where it says nothing', () => {
    expect(clientFrom({})).toEqual(NOWHERE);
  });

  it('describes itself in 255 characters at most', () => {
    const headers = { 'user-agent': 'x'.repeat(256) };
    expect(clientFrom({ headers }).userAgent).toBe('x'.repeat(255));
  });
});
