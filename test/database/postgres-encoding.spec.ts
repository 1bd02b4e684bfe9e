import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule, RefreshToken, UserEntity } from '../../src/index.js';
import { startWith } from '../support/start-with.js';
import type { Finding } from '../../src/service/doctor/finding.js';
import { problemsAtStart } from '../module/support/application-context.js';
import { createPostgresIn, type TestDatabase } from '../support/databases.js';
import { runCli } from '../support/run-cli.js';
import { SECRET } from '../support/jwt.js';

describe.each(['SQL_ASCII', 'LATIN1'])('a PostgreSQL database in %s', (encoding) => {
  let database: TestDatabase;
  let env: Record<string, string>;
  const problem = `The database has the encoding ${encoding}; UTF8 is required.`;
  const remedy = "CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0.";

  beforeAll(async () => {
    database = await createPostgresIn(encoding);
    env = { DATABASE_URL: database.url, JWT_SECRET: SECRET, PORT: '0' };
  });
  afterAll(() => database.drop());

  it.each([
    'migrate',
    'user create alice --password-stdin',
    'user list',
    'session list alice',
    'prune',
  ])(
    '%s exits with status 78 and prints the command that creates a UTF-8 database',
    async (command) => {
      const options = { env, input: 'copper willow stream' };
      const { status, stdout, stderr } = await runCli(command, options);
      expect([status, stdout]).toEqual([78, '']);
      expect(stderr).toContain(problem);
      expect(stderr).toContain(remedy);
    },
  );

  it.each(['true', 'false'])(
    'the start fails on a database with another encoding when MIGRATE_ON_START is %s',
    async (migrates) => {
      const variables = { ...env, MIGRATE_ON_START: migrates };
      await expect(startWith(variables, { write: () => undefined })).rejects.toMatchObject({
        name: 'ConfigurationError',
        exitStatus: 78,
        problems: [expect.stringContaining(`${problem} Create another one: ${remedy}`)],
      });
    },
  );

  it('doctor reports a database with another encoding', async () => {
    const { status, stdout } = await runCli('doctor --json', { env });
    expect(status).toBe(1);
    const found = (JSON.parse(stdout) as Finding[]).filter(({ verdict }) => verdict === 'problem');
    expect(found).toMatchObject([
      {
        about: 'database',
        text: expect.stringContaining(problem),
        remedy: expect.stringContaining(remedy),
      },
    ]);
  });

  it('AuthModule does not start on a database with another encoding', async () => {
    const source = TypeOrmModule.forRoot({
      type: 'postgres',
      url: database.url,
      entities: [RefreshToken, UserEntity],
      retryAttempts: 0,
    });
    const problems = await problemsAtStart([source, AuthModule.forRoot({ secret: SECRET })]);
    expect(problems).toBe(
      `${problem} Create another one: ${remedy} Move data there with pg_dump and pg_restore.`,
    );
  });
});
