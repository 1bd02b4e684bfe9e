import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MemoryUserDirectory } from '../testing/index.js';
import { PasswordHasher } from '../auth/domain/password-hasher.js';
import { UserService } from '../auth/users/user.service.js';
import { createFirstUser } from './first-user.js';
import { introduction, startupBanner } from './startup-banner.js';

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

describe('the first user', () => {
  it('is admin, active, with the password that is returned', async () => {
    const { directory, users } = setUp();
    const first = await createFirstUser(users);
    expect(first?.username).toBe('admin');
    const passwordHash = `hash of ${first?.password}`;
    expect(await directory.findByUsername('admin')).toMatchObject({ isActive: true, passwordHash });
  });

  it('has a password of 120 random bits, in characters that no shell takes for its own', async () => {
    const passwords = await Promise.all(
      Array.from({ length: 20 }, async () => (await createFirstUser(setUp().users))?.password),
    );
    for (const password of passwords) expect(password).toMatch(/^[\w-]{20}$/);
    expect(new Set(passwords).size).toBe(passwords.length);
  });

  it('is not made again when another process was first', async () => {
    const { directory, users } = setUp();
    await createFirstUser(users);
    const before = await directory.findByUsername('admin');
    expect(await createFirstUser(users)).toBeUndefined();
    expect(await directory.findByUsername('admin')).toEqual(before);
  });

  it('is not passed over when the database fails', async () => {
    const { directory, users } = setUp();
    directory.create = () => Promise.reject(new Error('disk full'));
    await expect(createFirstUser(users)).rejects.toThrow('disk full');
  });
});

describe('the welcome', () => {
  const API = 'http://127.0.0.1:3000/api/';
  const first = { username: 'admin', password: 'mHm0p_7FdUM-5VvNk4bE' };

  it('shows where the API and the data are, the first user, and a line that logs in', () => {
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

  it('of a start that fails shows the first user, who is made nevertheless', () => {
    const lines = introduction(first).split('\n');
    expect(lines).toContain('  User      admin');
    expect(lines).toContain(`  Password  ${first.password}    (shown this once)`);
  });

  it('says nothing of users or passwords when none was made', () => {
    const text = startupBanner(API, './data/keyturn.sqlite', true, undefined);
    expect(text).not.toMatch(/user|password|log in/i);
  });

  it('shows no explorer where there is none', () => {
    expect(startupBanner(API, './data/keyturn.sqlite', false, first)).not.toMatch(/explorer|docs/i);
  });
});
