import { describe, expect, it } from '@jest/globals';
import { caselessKeyOf } from '../../src/auth/domain/username.js';
import { AddUserKeys1764400000001 } from '../../src/migrations.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';

const NAMES = [
  'alice',
  'ALICE Smith-2',
  'İpek',
  'STRAẞE',
  'Σοφός',
  'ﬁ'.repeat(200),
  'x'.repeat(255),
  'I',
];
const EMAILS = [null, 'A@Example.org', 'Ünïque@Example.org', 'E'.repeat(320)];

describe.each(DATABASES)('the migration of user keys (%s)', (kind) => {
  it('the migration fills the keys of all existing users, in any alphabet', async () => {
    const dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    while ((await columns(dataSource)).includes('username_key')) {
      await dataSource.undoLastMigration();
    }
    const users = NAMES.flatMap((name, row) =>
      EMAILS.map((email, column) => ({
        id: `${row}-${column}`,
        username: `${name.slice(0, 254)}${column}`,
        email,
      })),
    );
    const literal = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);
    for (const { id, username, email } of users) {
      await dataSource.query(`INSERT INTO keyturn_user (id, username, email, password_hash,
          is_active, token_version, created_at, password_changed_at)
        VALUES ('${id}', '${username}', ${literal(email)}, 'hash', TRUE, 0, 0, 0)`);
    }
    expect(await migrate(dataSource)).toContain(AddUserKeys1764400000001.name);
    const rows = await dataSource.query<unknown[]>(
      'SELECT id, username_key, email_key FROM keyturn_user ORDER BY id',
    );
    const expected = users.map(({ id, username, email }) => ({
      id,
      username_key: caselessKeyOf(username),
      email_key: email === null ? null : caselessKeyOf(email),
    }));
    expect(rows).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
  });
});

async function columns(dataSource: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  const table = await runner.getTable('keyturn_user');
  await runner.release();
  return table!.columns.map(({ name }) => name);
}
