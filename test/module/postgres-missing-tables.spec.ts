import { expect, it } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/service.js';
import { inMemory } from './support/database.js';
import { problemsAtStart } from './support/failed-start.js';

const importsWith = (more: object) => [inMemory({ type: 'postgres', ...more }), AuthModule.forRoot({ secret: SECRET })]; // prettier-ignore

it('the start fails and lists the migrations to run when PostgreSQL has no Keyturn tables', async () => {
  const url = await emptyDatabase('postgres');
  const problems = (await problemsAtStart(importsWith({ url, migrations: [] }))).split('\n');
  expect(problems).toEqual([
    expect.stringMatching(
      /^The table "keyturn_refresh_token" .*\[CreateRefreshToken1763800000000,/,
    ),
    expect.stringMatching(/^The table "keyturn_user" .*\[CreateUser1763800000001,/),
  ]);
});

it('the start fails when PostgreSQL has only one of the two Keyturn tables', async () => {
  const url = await emptyDatabase('postgres');
  const problems = await problemsAtStart(
    importsWith({ url, migrations: [CreateRefreshToken1763800000000] }),
  );
  expect(problems).toMatch(/^The table "keyturn_user" is missing[^\n]*$/);
});

it('the start looks for the tables in the schema of the data source', async () => {
  const url = await emptyDatabase('postgres');
  const problems = await problemsAtStart(
    importsWith({ url, schema: 'shop', migrationsRun: false }),
  );
  expect(problems).toMatch(/^The table "shop"\."keyturn_refresh_token" is missing/);
});
