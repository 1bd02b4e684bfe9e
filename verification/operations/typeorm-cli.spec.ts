import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { DATABASES } from '../../test/support/databases.js';
import { emptyDatabase, isBehind, open } from '../../test/support/opened.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run typeorm -- COMMAND` */
async function typeorm(command: string, url: string): Promise<string> {
  const loader = ['--import', '@swc-node/register/esm-register'];
  const args = [...loader, 'node_modules/typeorm/cli.js', '-d', 'ormconfig.ts', command];
  const env = { PATH: process.env['PATH'], DATABASE_URL: url };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return stdout;
}

describe('TypeORM CLI with ormconfig.ts', () => {
  it.each(DATABASES)(
    'the TypeORM CLI creates the tables and finds no further changes (%s)',
    async (kind) => {
      const url = await emptyDatabase(kind);
      expect(await typeorm('migration:show', url)).toMatch(/\[ \].*\n.*\[ \]/);
      expect(await typeorm('migration:run', url)).toMatch(
        /(has been executed successfully[^]*){2}/,
      );
      expect(await typeorm('schema:log', url)).toContain('schema is up to date');
      expect(await isBehind(await open(url))).toBe(false);
    },
  );
});
