import { spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpClient } from '../../test/support/http-client.js';
import { Caddy } from './caddy.js';

it.each([
  ['systemd accepts', 'deploy/keyturn.service', 'systemd-analyze verify --man=no', ''],
  ['Prometheus accepts', 'deploy/alerts.yml', 'promtool check rules', expect.any(String)],
])('%s %s', (_, file, command, output) => {
  const [program = '', ...args] = command.split(' ');
  const { error, status, stdout, stderr } = spawnSync(program, [...args, file]);
  expect(error).toBeUndefined();
  expect([status, `${String(stdout)}${String(stderr)}`]).toEqual([0, output]);
});

describe('Caddy with deploy/Caddyfile', () => {
  let caddy: Caddy;
  beforeAll(async () => {
    caddy = await Caddy.start();
  });
  afterAll(() => caddy.stop());

  it('Caddy logs an error without the Idempotency-Key when no instance responds', async () => {
    const key = 'a key that is secret'.replaceAll(' ', '-');
    const headers = { 'Idempotency-Key': key };
    const { status } = await new HttpClient(caddy.url).post('/api/token/refresh/', {}, headers);
    expect([502, 503]).toContain(status);
    while (!caddy.log.includes('"uri":"/api/token/refresh/"')) await setTimeout(20);
    expect(caddy.log).not.toContain(key);
  });

  it.each(['GET', 'HEAD'])('Caddy redirects %s to HTTPS', async (method) => {
    const plain = new HttpClient(caddy.redirectUrl);
    const { status, headers } = await plain.send(method, '/api/docs/?x=1', undefined);
    const location = headers.get('location');
    expect([status, location]).toEqual([308, 'https://auth.example.org/api/docs/?x=1']);
  });

  it.each(['POST', 'DELETE', 'OPTIONS'])('Caddy refuses %s without TLS', async (method) => {
    const plain = new HttpClient(caddy.redirectUrl);
    const { status, headers, json } = await plain.send(method, '/api/token/', undefined);
    expect([status, headers.get('location')]).toEqual([403, null]);
    expect(headers.get('content-type')).toBe('application/json');
    expect(json).toEqual({ detail: expect.stringMatching(/^HTTPS is required\./) });
  });
});
