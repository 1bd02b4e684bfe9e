import { expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.js';

it('healthcheck exits with status 1 and the reason when no service listens', async () => {
  const stdout = 'Not ready: http://127.0.0.1:1/health/ready cannot be reached: ECONNREFUSED.\n';
  const result = await runCli('healthcheck', { env: { PORT: '1' } });
  expect(result).toEqual({ status: 1, stdout, stderr: '' });
});

it('healthcheck reads only HOST and PORT, so a container needs no secret for it', async () => {
  const env = { NODE_ENV: 'production', PORT: 'http' };
  const stderr = 'Invalid configuration:\n- PORT must be a whole number from 0 to 65535.\n';
  expect(await runCli('healthcheck', { env })).toEqual({ status: 78, stdout: '', stderr });
});
