import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { loadDotEnv } from './load-dot-env.js';

describe('loadDotEnv', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('throws a UsageError when the working directory was deleted', async () => {
    jest.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), {
        code: 'ENOENT',
      });
    });
    await expect(loadDotEnv()).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^The working directory no longer exists\./),
    });
  });
});
