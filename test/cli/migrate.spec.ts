import { beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE_MIGRATIONS } from '../../src/service/database/service-migrations.js';
import { DATABASES } from '../support/databases.js';
import { addLaterMigration, LATER_MIGRATION } from '../support/later-migration.js';
import { emptyDatabase } from '../support/opened.js';
import { jsonOf, runCli } from '../support/run-cli.js';

const NAMES = SERVICE_MIGRATIONS.map(({ name }) => name);

const LAST = NAMES.at(-1)!;

describe.each(DATABASES)('keyturn migrate (%s)', (kind) => {
  let DATABASE_URL: string;
  beforeEach(async () => void (DATABASE_URL = await emptyDatabase(kind)));

  /** @param more arguments, such as `status --json` */
  const migrate = (more = '') => runCli(`migrate ${more}`.trim(), { env: { DATABASE_URL } });

  it('migrate creates the tables, and reports that there is nothing to do when it runs again', async () => {
    expect(jsonOf(await migrate('--json'))).toEqual({ migrations: NAMES });
    const stdout = 'No pending migrations.\n';
    expect(await migrate()).toEqual({ status: 0, stdout, stderr: '' });
    expect(jsonOf(await migrate('--json'))).toEqual({ migrations: [] });
  });

  it('migrate status lists pending and completed migrations', async () => {
    const rows = (state: string) => NAMES.map((name) => ({ name, state }));
    const before = { is_behind: true, is_ahead: false, migrations: rows('pending') };
    expect(jsonOf(await migrate('status --json'))).toEqual(before);
    expect((await migrate('status')).stdout).toContain('The tables are out of date. Run: npm run');
    const stdout = `Applied migrations: ${NAMES.join(', ')}.\n`;
    expect(await migrate('up')).toEqual({ status: 0, stdout, stderr: '' });
    const after = { is_behind: false, is_ahead: false, migrations: rows('done') };
    expect(jsonOf(await migrate('status --json'))).toEqual(after);
    expect((await migrate('status')).stdout).toContain('The tables are up to date.');
  });

  it('migrate down reverts one migration and requires a confirmation', async () => {
    await migrate();
    const unconfirmed = await migrate('down');
    expect(unconfirmed).toMatchObject({ status: 2, stdout: '' });
    expect(unconfirmed.stderr).toContain(`Revert ${LAST}?`);
    expect(jsonOf(await migrate('status --json'))).toMatchObject({ is_behind: false });
    expect(jsonOf(await migrate('down --yes --json'))).toEqual({ migrations: [LAST] });
    for (const name of NAMES.slice(0, -1).reverse()) {
      expect((await migrate('down --yes')).stdout).toBe(`Reverted migration: ${name}.\n`);
    }
    expect((await migrate('down --yes')).stdout).toBe('No migration to revert.\n');
    expect(jsonOf(await migrate('--json'))).toEqual({ migrations: NAMES });
  });

  it('migrate down does not revert a migration of a later version', async () => {
    await migrate();
    await addLaterMigration(DATABASE_URL);
    const stderr = `The last migration, ${LATER_MIGRATION}, belongs to a later version. Revert it with that version.\n`;
    expect(await migrate('down --yes')).toEqual({ status: 1, stdout: '', stderr });
    expect((await migrate('status')).stdout).toMatch(
      new RegExp(`^${LATER_MIGRATION} +from a later version$`, 'm'),
    );
  });
});
