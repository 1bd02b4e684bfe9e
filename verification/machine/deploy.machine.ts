import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { type HttpResponse, HttpClient } from '../../test/support/http-client.js';
import { freePort } from '../../test/support/postgres.mjs';

it.each([
  ['systemd accepts', 'deploy/keyturn.service', 'systemd-analyze verify --man=no', ''],
  ['Prometheus accepts', 'deploy/alerts.yml', 'promtool check rules', expect.any(String)],
])('%s %s', (_, file, command, output) => {
  const [program = '', ...args] = command.split(' ');
  const { error, status, stdout, stderr } = spawnSync(program, [...args, file]);
  expect(error).toBeUndefined();
  expect([status, `${String(stdout)}${String(stderr)}`]).toEqual([0, output]);
});

it('Caddy logs an error without the Idempotency-Key when no instance responds', async () => {
  const [port, closed] = [await freePort(), await freePort()];
  const config = readFileSync('deploy/Caddyfile', 'utf8')
    .replace('auth.example.org {', `http://127.0.0.1:${port} {`)
    .replace('{\n', '{\n\tadmin off\n')
    .replaceAll(/127\.0\.0\.1:300[01]/g, `127.0.0.1:${closed}`);
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', '-']);
  let log = '';
  caddy.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = new Promise((resolve) => caddy.once('close', resolve));
  caddy.stdin.end(config);
  while (!log.includes('server running')) await setTimeout(20);
  const key = 'a key that is secret'.replaceAll(' ', '-');
  const { status } = await refreshAt(port, key);
  caddy.kill();
  await exited;
  expect([502, 503]).toContain(status);
  expect(log).toContain('"uri":"/api/token/refresh/"');
  expect(log).not.toContain(key);
});

/** Retries until the port is open. */
async function refreshAt(port: number, key: string): Promise<HttpResponse> {
  const client = new HttpClient(`http://127.0.0.1:${port}`);
  const headers = { 'Idempotency-Key': key };
  for (;;) {
    const response = await client.post('/api/token/refresh/', {}, headers).catch(() => undefined);
    if (response !== undefined) return response;
    await setTimeout(20);
  }
}
