import { beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICE_MIGRATIONS } from '../../src/service/database/service-migrations.js';
import { startWith } from '../support/start-with.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { openDatabase } from '../../src/service/database/open-database.js';
import { DATABASES } from '../support/databases.js';
import { addLaterMigration } from '../support/later-migration.js';
import { emptyDatabase, isBehind, open } from '../support/opened.js';
import { runBinary } from '../support/run-binary.js';
import { runCli } from '../support/run-cli.js';
import { ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/jwt.js';

describe.each(DATABASES)('migrations (%s)', (kind) => {
  let url: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    url = await emptyDatabase(kind);
    env = { DATABASE_URL: url, JWT_SECRET: SECRET, PORT: '0' };
  });

  it('migrate creates the tables once when four processes run it at the same time', async () => {
    const four = Array.from({ length: 4 }, () => runBinary(['migrate', '--json'], { env }));
    const runs = await Promise.all(four);
    for (const run of runs) expect(run).toMatchObject({ status: 0, stderr: '' });
    const done = runs.map(({ stdout }) => JSON.parse(stdout) as { migrations: string[] });
    const names = SERVICE_MIGRATIONS.map(({ name }) => name);
    expect(done.flatMap(({ migrations }) => migrations)).toEqual(names);
    expect(await isBehind(await open(url))).toBe(false);
  });

  it('ten simultaneous starts with MIGRATE_ON_START migrate an empty database without errors', async () => {
    const location = parseDatabaseUrl(url)!;
    const ten = Array.from({ length: 10 }, () =>
      openDatabase(location, { purpose: 'service', migrates: true }),
    );
    const opened = await Promise.all(ten);
    expect(await Promise.all(opened.map(isBehind))).toEqual(opened.map(() => false));
    await Promise.all(opened.map((one) => one.destroy()));
    const server = await ServerProcess.start({ ...env, MIGRATE_ON_START: 'true' });
    expect(await server.stop()).toBe(0);
  });

  it('the start fails with the command when migrations are pending and MIGRATE_ON_START is false', async () => {
    const variables = { ...env, MIGRATE_ON_START: 'false' };
    await expect(startWith(variables, { write: () => undefined })).rejects.toMatchObject({
      exitStatus: 78,
      message: expect.stringContaining('are out of date. Run: npm run --silent keyturn -- migrate'),
    });
  });

  it('an older service starts and logs that the tables are ahead', async () => {
    await runCli('migrate', { env });
    await addLaterMigration(url);
    const server = await ServerProcess.start(env);
    expect((await server.get('/api/me/')).status).toBe(401);
    expect(server.output).toContain('A later version of Keyturn has migrated the tables');
    expect(await server.stop()).toBe(0);
  });
});
