import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const routes = new RouteTable();
  routes.add('POST', '/api/token');
  routes.add('GET', '/api/me/');
  routes.add('HEAD', '/api/me/');
  routes.add('DELETE', '/api/sessions/:id/');
  routes.add('GET', '/');

  it.each([
    ['/api/token', 'POST, OPTIONS'],
    ['/api/token/', 'POST, OPTIONS'],
    ['/api/token/?format=json', 'POST, OPTIONS'],
    ['/api/token?next=/api/me/', 'POST, OPTIONS'],
    ['/api/me', 'GET, HEAD, OPTIONS'],
    ['/api/me/', 'GET, HEAD, OPTIONS'],
    ['/', 'GET, OPTIONS'],
    ['/?x', 'GET, OPTIONS'],
    ['/api/%6de/', 'GET, HEAD, OPTIONS'],
    ['/api/me/#me', 'GET, HEAD, OPTIONS'],
    ['http://host/api/me/', 'GET, HEAD, OPTIONS'],
    ['/api/sessions/1/', 'DELETE, OPTIONS'],
    ['/api/sessions/%0D/', 'DELETE, OPTIONS'],
    ['/api/sessions/1%E2%80%A8/', 'DELETE, OPTIONS'],
  ])('lists the methods of %s as %s', (url, allow) => {
    expect(routes.allowOf(url)).toBe(allow);
  });

  it.each([
    '/api',
    '/api/token/refresh',
    '/api/token//',
    '//api/token',
    '/API/token',
    '/api/%zz',
    '',
  ])('has no route at %j', (url) => {
    expect(routes.allowOf(url)).toBeUndefined();
  });

  it('lists a method once when it was added twice', () => {
    const twice = new RouteTable();
    twice.add('GET', '/a');
    twice.add('GET', '/a/');
    expect(twice.allowOf('/a')).toBe('GET, OPTIONS');
  });

  it('lists OPTIONS once when CORS has added it as a route', () => {
    const preflights = new RouteTable();
    preflights.add('OPTIONS', '*');
    expect(preflights.allowOf('*')).toBe('OPTIONS');
  });
});
