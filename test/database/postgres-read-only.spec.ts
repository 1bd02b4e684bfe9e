import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Finding } from '../../src/service/doctor/finding.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { DatabaseProbe } from '../../src/service/health/database-probe.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { runCli } from '../support/run-cli.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

/** Like a replica, or a database that an administrator has set to read-only. */
describe('a read-only PostgreSQL', () => {
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createDatabase('postgres');
    env = { DATABASE_URL: database.url, JWT_SECRET: SECRET };
    await runCli('migrate', { env });
    const client = new pg.Client(database.url);
    await client.connect();
    const name = new URL(database.url).pathname.slice(1);
    await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await client.end();
  });
  afterAll(() => database.drop());

  it('an instance on a read-only PostgreSQL is not ready, because log-ins and refreshes would fail', async () => {
    const dataSource = await connect(parseDatabaseUrl(database.url)!);
    const findings = await new DatabaseProbe(dataSource).check();
    await dataSource.destroy();
    expect(findings).toMatchObject({ isDatabaseAvailable: false });
  });

  it('doctor reports a read-only PostgreSQL', async () => {
    const { status, stdout } = await runCli('doctor --json', { env });
    expect(status).toBe(1);
    const found = (JSON.parse(stdout) as Finding[]).filter(({ verdict }) => verdict === 'problem');
    expect(found).toMatchObject([{ text: expect.stringMatching(/ is read-only\.$/) }]);
  });

  it('a command prints the error code of a read-only PostgreSQL', async () => {
    const command = 'user create alice --password-stdin';
    const { status, stderr } = await runCli(command, { env, input: 'copper willow stream' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/ \(database: 25006\)\n$/);
  });
});
