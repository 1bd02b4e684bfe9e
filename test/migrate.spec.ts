import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../src/auth/persistence/migrations/index.js';
import { parseDatabaseUrl } from '../src/service/database/database-url.js';
import { connect, openDatabase } from '../src/service/database/open-database.js';
import { isBehind, readMigrations } from '../src/service/database/schema.js';
import { createDatabase, DATABASES } from './support/databases.js';
import { type CliResult, runCli } from './support/run-cli.js';
import { ServerProcess } from './support/server-process.js';
import { SECRET } from './support/service.js';

const [FIRST = '', LAST = ''] = MIGRATIONS.map(({ name }) => name);
const LATER = 'AddColumnOfTomorrow2000000000000';
const TEN = Array.from({ length: 10 });

const cleanups: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(cleanups.map((drop) => drop())));

const jsonOf = ({ stdout }: CliResult): unknown => JSON.parse(stdout);

describe.each(DATABASES)('keyturn migrate (%s)', (kind) => {
  let url: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    const database = await createDatabase(kind);
    cleanups.push(() => database.drop());
    url = database.url;
    env = { DATABASE_URL: url, JWT_SECRET: SECRET, PORT: '0' };
  });

  const migrate = (...args: string[]) => runCli(['migrate', ...args], { env });
  const query = async (sql: string) => {
    const dataSource = await connect(parseDatabaseUrl(url)!);
    return dataSource.query<unknown>(sql).finally(() => dataSource.destroy());
  };
  const addLaterMigration = () =>
    query(`INSERT INTO keyturn_migration (timestamp, name) VALUES (2000000000000, '${LATER}')`);

  it('migrate status lists pending and completed migrations', async () => {
    const rows = (state: string) => [FIRST, LAST].map((name) => ({ name, state }));
    const asJson = async () => jsonOf(await migrate('status', '--json'));
    const before = { is_behind: true, is_ahead: false, migrations: rows('pending') };
    expect(await asJson()).toEqual(before);
    expect((await migrate('status')).stdout).toContain('The tables are out of date. Run: npm run');
    expect(jsonOf(await migrate('up', '--json'))).toEqual({ migrations: [FIRST, LAST] });
    expect(await asJson()).toEqual({ ...before, is_behind: false, migrations: rows('done') });
    expect((await migrate('status')).stdout).toContain('The tables are up to date.');
  });

  it('migrate creates the tables once when ten processes run it at the same time', async () => {
    const runs = await Promise.all(TEN.map(() => migrate('--json')));
    expect(runs.map(({ status, stderr }) => ({ status, stderr }))).toEqual(
      TEN.map(() => ({ status: 0, stderr: '' })),
    );
    const done = runs.map((run) => jsonOf(run) as { migrations: string[] });
    expect(done.flatMap(({ migrations }) => migrations)).toEqual([FIRST, LAST]);
    expect(jsonOf(await migrate('status', '--json'))).toMatchObject({ is_behind: false });
  });

  it('migrate down reverts one migration and requires a confirmation', async () => {
    await migrate();
    const unconfirmed = await migrate('down');
    expect(unconfirmed).toMatchObject({ status: 2, stdout: '' });
    expect(unconfirmed.stderr).toContain(`Revert ${LAST}?`);
    expect(jsonOf(await migrate('status', '--json'))).toMatchObject({ is_behind: false });
    expect(jsonOf(await migrate('down', '--yes', '--json'))).toEqual({ migrations: [LAST] });
    expect(await migrate('down', '--yes')).toMatchObject({
      stdout: `Reverted migration: ${FIRST}.\n`,
    });
    expect(await migrate('down', '--yes')).toMatchObject({ stdout: 'No migration to revert.\n' });
    expect(jsonOf(await migrate('--json'))).toEqual({ migrations: [FIRST, LAST] });
  });

  it('migrate down does not revert a migration of a later version', async () => {
    await migrate();
    await addLaterMigration();
    expect(await migrate('down', '--yes')).toEqual({
      status: 1,
      stdout: '',
      stderr: `The last migration, ${LATER}, belongs to a later version. Revert it with that version.\n`,
    });
    expect((await migrate('status')).stdout).toMatch(
      /AddColumnOfTomorrow\d+ +from a later version/,
    );
  });

  it('an older service starts and logs that the tables are ahead', async () => {
    await migrate();
    await addLaterMigration();
    const server = await ServerProcess.start(env);
    expect((await server.get('/api/me/')).status).toBe(401);
    expect(server.output).toContain('A later version of Keyturn has migrated the tables');
    expect(await server.stop()).toBe(0);
  });

  it('serve exits with status 78 and the command when migrations are pending and MIGRATE_ON_START is false', async () => {
    const serve = await runCli(['serve'], { env: { ...env, MIGRATE_ON_START: 'false' } });
    expect(serve).toMatchObject({ status: 78, stdout: '' });
    expect(serve.stderr).toContain('are out of date. Run: npm run --silent keyturn -- migrate');
  });

  it('ten simultaneous starts with MIGRATE_ON_START migrate an empty database without errors', async () => {
    const location = parseDatabaseUrl(url)!;
    const open = () => openDatabase(location, { purpose: 'service', migrates: true });
    const opened = await Promise.all(TEN.map(open));
    const migrations = await Promise.all(opened.map(readMigrations));
    expect(migrations.map(isBehind)).toEqual(TEN.map(() => false));
    await Promise.all(opened.map((one) => one.destroy()));
    const server = await ServerProcess.start({ ...env, MIGRATE_ON_START: 'true' });
    expect(await server.stop()).toBe(0);
  });
});
