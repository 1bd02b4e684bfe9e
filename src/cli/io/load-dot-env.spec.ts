import { expect, it } from '@jest/globals';
import { TestIo } from '../../../test/support/command-io.js';
import { loadDotEnv } from './load-dot-env.js';

it('loadDotEnv throws a UsageError when the working directory was deleted', async () => {
  const io = new TestIo();
  io.cwd = () => {
    throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { code: 'ENOENT' });
  };
  await expect(loadDotEnv(io)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(/^The working directory no longer exists\./),
  });
});
