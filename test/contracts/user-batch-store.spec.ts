import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LOGIN_RULES } from '../../src/auth/domain/login-name.js';
import { UserConflictError } from '../../src/auth/domain/user-directory.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import {
  type BatchUser,
  UserBatchStore,
  type BatchValues,
} from '../../src/auth/persistence/user-batch.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';
import { createSession, NOW } from './fixtures.js';

const values = (id: string, username = `name of ${id}`): BatchValues => ({
  id,
  username,
  email: null,
  rehashedFrom: null,
  passwordHash: 'hash',
  isActive: true,
  tokenVersion: 5,
  createdAt: NOW,
  lastLoginAt: null,
  passwordChangedAt: NOW,
});

describe.each(DATABASES)('writing many users at once (%s)', (kind) => {
  let store: UserBatchStore;
  let users: TypeOrmUserStore;
  let sessions: TypeOrmRefreshTokenStore;

  beforeEach(async () => {
    const dataSource = await open(await emptyDatabase(kind));
    await migrate(dataSource);
    store = new UserBatchStore(dataSource, DEFAULT_LOGIN_RULES);
    users = new TypeOrmUserStore(dataSource);
    sessions = new TypeOrmRefreshTokenStore(dataSource, users);
  });

  const create = (...list: BatchValues[]) => store.write(list, [], NOW);
  const read = async (id: string): Promise<BatchUser> => (await store.find([id], [], []))[0]!;

  it('a user whom another process has created in the meantime stays as it is', async () => {
    await create(values('1', 'alice'), values('2', 'bob'));
    const written = await create(values('2', 'carol'), values('3', 'alice'), values('4', 'dan'));
    expect([...written]).toEqual(['4']);
    expect(await read('2')).toMatchObject({ username: 'bob' });
    expect(await read('3')).toBeUndefined();
  });

  it.each<[string, (id: string) => Promise<void>]>([
    ['password', (id) => users.setPassword(id, 'newer hash', NOW)],
    ['state', (id) => users.deactivate(id, NOW)],
  ])('an update leaves a user whose %s has changed since it was read', async (_, change) => {
    await create(values('1'));
    const before = await read('1');
    await change('1');
    const changed = await read('1');
    const after = { ...before, passwordHash: 'file', email: 'file@example.org' };
    expect(await store.write([], [{ before, after, revokes: null }], NOW)).toEqual(new Set());
    expect(await read('1')).toEqual(changed);
  });

  it('an update changes the hash and revokes the sessions in one transaction, or nothing', async () => {
    await create(values('1'), values('2', 'taken'));
    const sid = await createSession({ users, sessions }, { id: '1', tokenVersion: 5 });
    const before = await read('1');
    const update = (username: string) => {
      const after = { ...before, username, passwordHash: 'new', tokenVersion: 6 };
      return store.write([], [{ before, after, revokes: 'password_change' }], NOW + 1);
    };
    await expect(update('taken')).rejects.toEqual(new UserConflictError('username'));
    expect(await read('1')).toEqual(before);
    expect(await sessions.find(sid)).toMatchObject({ revokedAt: null });
    expect(await update('free')).toEqual(new Set(['1']));
    expect(await read('1')).toMatchObject({ passwordHash: 'new', tokenVersion: 6 });
    expect(await sessions.find(sid)).toMatchObject({ revokedReason: 'password_change' });
  });

  it('pages contain every user once, with any IDs', async () => {
    const ids = ['10', '9', 'B', 'a', 'ä', '00', 'a b', 'Z-1'];
    await create(...ids.map((id) => values(id)));
    const found: string[] = [];
    for (let after = ''; ;) {
      const page = await store.page(after, 3);
      if (page.length === 0) break;
      found.push(...page.map(({ id }) => id));
      after = page.at(-1)!.id;
    }
    expect(found).toHaveLength(ids.length);
    expect(new Set(found)).toEqual(new Set(ids));
  });
});
