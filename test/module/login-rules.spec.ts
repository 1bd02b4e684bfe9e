import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { AuthModule, type AuthModuleOptions, UserService } from '../../src/index.js';
import { MIGRATIONS } from '../../src/migrations.js';
import { SECRET } from '../support/jwt.js';
import { problemsAtStart } from './support/application-context.js';
import { TestApplication } from './support/application.js';
import { Customers, PlainPasswordHasher } from './support/customers.js';
import { inMemory } from './support/database.js';

const PASSWORD = 'violet kettle harbor';

const auth = (options: Partial<AuthModuleOptions>) =>
  AuthModule.forRoot({ secret: SECRET, passwordHasher: PlainPasswordHasher, ...options });

/** Two users that older rules allowed. */
class InsertUsers1999999999999 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['alice', 'Alice']) {
      await runner.query(`INSERT INTO keyturn_user (id, username, password_hash, is_active,
          token_version, created_at, password_changed_at)
        VALUES ('${name}', '${name}', '', TRUE, 0, 0, 0)`);
    }
  }

  down(): Promise<void> {
    return Promise.resolve();
  }
}

const statusOf = async (application: TestApplication, username: string) => {
  const body = { username, password: PASSWORD };
  return (await application.post('/api/token/', body)).status;
};

describe('names in log-ins', () => {
  it('an application logs its users in by name without case and by email address', async () => {
    const rules = { usernameCase: 'insensitive', loginFields: ['username', 'email'] } as const;
    const application = await TestApplication.start({ imports: [inMemory(), auth(rules)] });
    const email = 'Alice@Example.org';
    await application.find(UserService).create({ username: 'alice', email, password: PASSWORD });
    for (const name of ['alice', 'ALICE', 'alice@example.ORG']) {
      expect(await statusOf(application, name)).toBe(200);
    }
    expect(await statusOf(application, 'alice@example.com')).toBe(401);
  });

  it('an application compares names as they are stored by default, and no email address', async () => {
    const application = await TestApplication.start({ imports: [inMemory(), auth({})] });
    const email = 'alice@example.org';
    await application.find(UserService).create({ username: 'alice', email, password: PASSWORD });
    const statuses = ['alice', 'Alice', email].map((name) => statusOf(application, name));
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  it('usernameCase and loginFields are mistakes with a user store of the application', async () => {
    const options = { usernameCase: 'insensitive', loginFields: ['email'] } as const;
    const module = AuthModule.forRoot({
      secret: 'short',
      passwordHasher: PlainPasswordHasher,
      userStore: Customers,
      ...options,
    });
    const problems = (await problemsAtStart([inMemory(), module])).split('\n');
    expect(problems).toEqual([
      expect.stringMatching(/^secret is too short/),
      expect.stringMatching(/^usernameCase has no effect with userStore/),
      expect.stringMatching(/^loginFields has no effect with userStore/),
    ]);
  });

  it('users with names that are the same without case stop the start, with both names', async () => {
    const users = inMemory({ migrations: [...MIGRATIONS, InsertUsers1999999999999] });
    const problems = await problemsAtStart([users, auth({ usernameCase: 'insensitive' })]);
    expect(problems.split('\n')).toEqual([
      'The users "Alice", "alice" have the same name without case.',
      expect.stringMatching(/^A log-in could mean either user\. /),
    ]);
  });
});
