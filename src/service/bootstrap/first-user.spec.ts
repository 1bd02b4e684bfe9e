import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryUserDirectory } from '../../testing/index.js';
import { PasswordHasher } from '../../auth/domain/password-hasher.js';
import { PasswordPolicy } from '../../auth/users/password-policy.js';
import { UserService } from '../../auth/users/user.service.js';
import { createFirstUser } from './first-user.js';
import { firstUserNotice, startupBanner } from './startup-banner.js';

class PlainHasher extends PasswordHasher {
  hash(password: string) {
    return Promise.resolve(`hash of ${password}`);
  }

  verify(hash: string, password: string) {
    return Promise.resolve(hash === `hash of ${password}`);
  }
}

function setUp() {
  const directory = new MemoryUserDirectory();
  return { directory, users: new UserService(directory, new PlainHasher(), new FakeClock()) };
}

describe('createFirstUser', () => {
  it('creates an active user admin with the returned password', async () => {
    const { directory, users } = setUp();
    const first = await createFirstUser(users);
    expect(first?.username).toBe('admin');
    const passwordHash = `hash of ${first?.password}`;
    expect(await directory.findByUsername('admin')).toMatchObject({ isActive: true, passwordHash });
  });

  it('generates a password of 120 random bits without special characters, which meets the rules', async () => {
    const passwords = await Promise.all(
      Array.from({ length: 20 }, async () => (await createFirstUser(setUp().users))?.password),
    );
    for (const password of passwords) expect(password).toMatch(/^[\w-]{20}$/);
    expect(new Set(passwords).size).toBe(passwords.length);
    for (const password of passwords)
      await new PasswordPolicy().check(String(password), { username: 'admin' });
  });

  it('returns undefined when another process has created the user', async () => {
    const { directory, users } = setUp();
    await createFirstUser(users);
    const before = await directory.findByUsername('admin');
    expect(await createFirstUser(users)).toBeUndefined();
    expect(await directory.findByUsername('admin')).toEqual(before);
  });

  it('rejects when the database fails', async () => {
    const { directory, users } = setUp();
    directory.create = () => Promise.reject(new Error('disk full'));
    await expect(createFirstUser(users)).rejects.toThrow('disk full');
  });
});

describe('startupBanner', () => {
  const API = 'http://127.0.0.1:3000/api/';
  const first = { username: 'admin', password: 'mHm0p_7FdUM-5VvNk4bE' };

  it('shows the URLs, the database, the first user, and a command that logs in', () => {
    const body = JSON.stringify(first);
    expect(startupBanner(API, './data/keyturn.sqlite', true, first).split('\n')).toEqual([
      '',
      'Keyturn is running.',
      '',
      `  API       ${API}`,
      `  Explorer  ${API}docs/`,
      '  Data      ./data/keyturn.sqlite',
      '  User      admin',
      `  Password  ${first.password}    (shown this once)`,
      '',
      'Log in:',
      '',
      `  curl ${API}token/ -H 'Content-Type: application/json' -d '${body}'`,
      '',
      '',
    ]);
  });

  it('firstUserNotice shows the first user when the start fails', () => {
    const lines = firstUserNotice(first).split('\n');
    expect(lines).toContain('  User      admin');
    expect(lines).toContain(`  Password  ${first.password}    (shown this once)`);
  });

  it('omits the user when none was created', () => {
    const text = startupBanner(API, './data/keyturn.sqlite', true, undefined);
    expect(text).not.toMatch(/user|password|log in/i);
  });

  it('omits the explorer when it is disabled', () => {
    expect(startupBanner(API, './data/keyturn.sqlite', false, first)).not.toMatch(/explorer|docs/i);
  });
});
