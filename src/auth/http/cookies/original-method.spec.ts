import { describe, expect, it } from '@jest/globals';
import { methodOf, originalMethodOf, useOriginalMethod } from './original-method.js';

const [NGINX, CADDY] = ['x-original-method', 'x-forwarded-method'];

describe('originalMethodOf', () => {
  it.each([
    ['no header', {}, undefined],
    ['the header of nginx', { [NGINX]: 'POST' }, 'POST'],
    ['the header of Caddy', { [CADDY]: 'DELETE' }, 'DELETE'],
    ['two that are the same', { [NGINX]: 'GET', [CADDY]: 'GET' }, 'GET'],
    ['two that differ', { [NGINX]: 'GET', [CADDY]: 'POST' }, undefined],
    ['a header that was sent twice', { [NGINX]: ['GET', 'POST'] }, undefined],
    ['a header that Node has joined', { [NGINX]: 'GET, POST' }, 'GET, POST'],
  ])('reads %s', (_, headers, method) => {
    expect(originalMethodOf(headers)).toBe(method);
  });
});

describe('methodOf', () => {
  it('returns the method of the request itself, not that of a header', () => {
    expect(methodOf({ method: 'POST', headers: { [NGINX]: 'GET' } })).toBe('POST');
  });

  it.each([
    [{ [NGINX]: 'POST' }, 'POST'],
    [{}, undefined],
  ])('returns the method of the client for a check of a gateway with %j', (headers, method) => {
    const request = { method: 'GET', headers };
    useOriginalMethod(request);
    expect(methodOf(request)).toBe(method);
  });
});
