import { expect, it } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/service.js';
import { inMemory } from './support/database.js';
import { problemsAtStart } from './support/failed-start.js';

const on = (more: object) => [inMemory({ type: 'postgres', ...more }), AuthModule.forRoot({ secret: SECRET })]; // prettier-ignore

it('PostgreSQL without our tables stops the start, with the migrations to run', async () => {
  const url = await emptyDatabase('postgres');
  const problems = (await problemsAtStart(on({ url, migrations: [] }))).split('\n');
  expect(problems).toEqual([
    expect.stringMatching(
      /^The table "keyturn_refresh_token" .*\[CreateRefreshToken1763800000000,/,
    ),
    expect.stringMatching(/^The table "keyturn_user" .*\[CreateUser1763800000001,/),
  ]);
});

it('PostgreSQL with one table of ours stops the start for the other', async () => {
  const url = await emptyDatabase('postgres');
  const problems = await problemsAtStart(
    on({ url, migrations: [CreateRefreshToken1763800000000] }),
  );
  expect(problems).toMatch(/^The table "keyturn_user" is missing[^\n]*$/);
});

it('a schema of the application’s own is where the tables are looked for', async () => {
  const url = await emptyDatabase('postgres');
  const problems = await problemsAtStart(on({ url, schema: 'shop', migrationsRun: false }));
  expect(problems).toMatch(/^The table "shop"\."keyturn_refresh_token" is missing/);
});
