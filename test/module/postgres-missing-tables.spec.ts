import { expect, it } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { emptyDatabase } from '../support/opened.js';
import { SECRET } from '../support/jwt.js';
import { problemsAtStart } from './support/application-context.js';
import { inMemory } from './support/database.js';

const NO_TOKEN_TABLE = /^The table "keyturn_refresh_token" .*\[CreateRefreshToken1763800000000,/;
const NO_USER_TABLE = /^The table "keyturn_user" is missing .*\[CreateUser1763800000001,/;

it.each([
  ['has no Keyturn tables', { migrations: [] }, [NO_TOKEN_TABLE, NO_USER_TABLE]],
  ['has only one of two', { migrations: [CreateRefreshToken1763800000000] }, [NO_USER_TABLE]],
  [
    'has none in the schema of the data source',
    { schema: 'shop', migrationsRun: false },
    [/^The table "shop"\."keyturn_refresh_token" is missing/, /^The table "shop"\."keyturn_user"/],
  ],
])('the start lists the missing tables when PostgreSQL %s', async (_, options, expected) => {
  const url = await emptyDatabase('postgres');
  const source = inMemory({ type: 'postgres', url, ...options } as object);
  const problems = await problemsAtStart([source, AuthModule.forRoot({ secret: SECRET })]);
  expect(problems.split('\n')).toEqual(expected.map((line) => expect.stringMatching(line)));
});
