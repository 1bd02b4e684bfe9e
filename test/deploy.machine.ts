import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

it.each([
  [
    'systemd has no fault to find with',
    'deploy/keyturn.service',
    'systemd-analyze verify --man=no',
    '',
  ],
  ['Prometheus reads', 'deploy/alerts.yml', 'promtool check rules', expect.any(String)],
])('%s %s', (_, file, command, said) => {
  const [program = '', ...args] = command.split(' ');
  const { error, status, stdout, stderr } = spawnSync(program, [...args, file]);
  expect(error).toBeUndefined();
  expect([status, `${String(stdout)}${String(stderr)}`]).toEqual([0, said]);
});
