import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryRefreshTokenStore } from '../../testing/memory-refresh-token.store.js';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { AuthEvent } from '../domain/auth-events.js';
import { LoginAdminService } from './login-admin.service.js';

let clock: FakeClock;
let users: MemoryUserDirectory;
let logins: MemoryRefreshTokenStore;
let admin: LoginAdminService;

beforeEach(async () => {
  clock = new FakeClock();
  users = new MemoryUserDirectory();
  logins = new MemoryRefreshTokenStore(users);
  users.logins = logins;
  admin = new LoginAdminService(logins, users, clock);
  const user = {
    id: 'alice-id',
    username: 'alice',
    passwordHash: 'hash',
    isActive: true,
    tokenVersion: 0,
  };
  await users.create(user, clock.now());
});

const begin = async (id: string, userId = 'alice-id', tokenVersion = 0) => {
  const now = clock.now();
  const times = { rotatedAt: now, expiresAt: now + 1_000, loginExpiresAt: now + 1_000 };
  await logins.create({ id, userId, tokenVersion, ...times, ip: null, userAgent: null });
};
const stateOf = async (id: string) => (await logins.find(id))?.revokedReason ?? 'living';

describe('the logins of a user', () => {
  const living = async () => {
    const listed = await admin.listOf('alice');
    return listed.filter(({ isLiving }) => isLiving).map(({ id }) => id);
  };

  it('are listed, with which of them live', async () => {
    await begin('a');
    await begin('b');
    await begin('from before all were ended', 'alice-id', -1);
    await admin.revoke('b');
    expect(await admin.listOf('alice')).toHaveLength(3);
    expect(await living()).toEqual(['a']);
    clock.pass(1_000);
    expect(await living()).toEqual([]);
  });

  it('end together, and with them those that are beginning at this moment', async () => {
    await begin('a');
    await admin.revokeAllOf('alice');
    expect(await stateOf('a')).toBe('admin');
    expect(await users.findById('alice-id')).toMatchObject({ tokenVersion: 1 });
  });

  it('end in the store alone when the users cannot reach it', async () => {
    await begin('a');
    Object.assign(users, { endLogins: undefined });
    await admin.revokeAllOf('alice');
    expect(await stateOf('a')).toBe('admin');
  });

  it('are nobody’s when there is no such user', async () => {
    const message = 'There is no user "bob".';
    await expect(admin.listOf('bob')).rejects.toThrow(message);
    await expect(admin.revokeAllOf('bob')).rejects.toThrow(message);
  });
});

it('a login ends once, and is not there to be ended again', async () => {
  await begin('a');
  expect(await admin.revoke('a')).toMatchObject({ revokedReason: 'admin' });
  await expect(admin.revoke('a')).rejects.toThrow('No login "a" is left to end.');
  await expect(admin.revoke('b')).rejects.toThrow('No login "b" is left to end.');
});

describe('what an operator ends', () => {
  const told: AuthEvent[] = [];
  const revocation = { type: 'authn_token_revoked', reason: 'admin', userId: 'alice-id' };

  beforeEach(() => {
    told.length = 0;
    admin = new LoginAdminService(logins, users, clock, { emit: (event) => told.push(event) });
  });

  it('is told: one login, and all of a user, by no request of a client', async () => {
    await begin('a');
    await admin.revoke('a');
    await admin.revokeAllOf('alice');
    expect(told).toEqual([
      { ...revocation, sid: 'a', client: null },
      { ...revocation, sid: null, client: null },
    ]);
  });

  it('is not told of what was not there to be ended', async () => {
    await expect(admin.revoke('a')).rejects.toMatchObject({ name: 'LoginRefusedError' });
    expect(told).toEqual([]);
  });
});

describe('all logins of everybody', () => {
  const beginMany = async (count: number) => {
    for (let index = 0; index < count; index++) {
      await begin(`login-${String(index).padStart(5, '0')}`, `user-${index % 3}`);
    }
  };

  it('end in batches of a thousand, and it is told how far it is', async () => {
    await beginMany(2_500);
    const progress: number[] = [];
    expect(await admin.revokeAll((ended) => progress.push(ended))).toBe(2_500);
    expect(progress).toEqual([1_000, 2_000, 2_500]);
    expect(await admin.revokeAll((ended) => progress.push(ended))).toBe(0);
    expect(progress).toHaveLength(3);
  });

  it('end wholly or not at all when it is stopped in the middle, and it can go on later', async () => {
    await beginMany(2_500);
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(admin.revokeAll(stop)).rejects.toThrow('stopped');
    expect(await stateOf('login-00999')).toBe('admin');
    expect(await stateOf('login-01000')).toBe('living');
    expect(await admin.revokeAll(() => undefined)).toBe(1_500);
  });

  it('end though others end some of them meanwhile', async () => {
    await beginMany(1_500);
    const others = async () => {
      for (const id of ['login-01000', 'login-01499']) await logins.revoke(id, 'logout', 1);
    };
    const ended = await admin.revokeAll(() => void others());
    expect(ended).toBeLessThanOrEqual(1_500);
    expect(await stateOf('login-01498')).toBe('admin');
  });

  it('end though one began later than now, by the clock of another instance', async () => {
    clock.step(30_000);
    await begin('ahead');
    clock.step(-30_000);
    expect(await admin.revokeAll(() => undefined)).toBe(1);
    expect(await stateOf('ahead')).toBe('admin');
  });

  it('end, and those that begin meanwhile do not', async () => {
    await beginMany(1);
    const beginAnother = () => {
      clock.pass(1);
      void begin('meanwhile');
    };
    expect(await admin.revokeAll(beginAnother)).toBe(1);
    expect(await stateOf('meanwhile')).toBe('living');
  });

  it('end in the order of their ids, in whatever order a statement answers them', async () => {
    await beginMany(2_500);
    const afters: string[] = [];
    const revokeBatch = logins.revokeBatch.bind(logins);
    logins.revokeBatch = async (batch, ...rest) => {
      afters.push(batch.after);
      const ids = [...(await revokeBatch(batch, ...rest))];
      return [...ids.slice(500), ...ids.slice(0, 500)];
    };
    await admin.revokeAll(() => undefined);
    expect(afters).toEqual(['', 'login-00999', 'login-01999', 'login-02499', '']);
  });

  it('end though one of them is stored late, behind where it has got to', async () => {
    await beginMany(1_500);
    let isStored = false;
    const store = () => {
      if (!isStored) void begin('a login of before now');
      isStored = true;
    };
    expect(await admin.revokeAll(store)).toBe(1_501);
    expect(await stateOf('a login of before now')).toBe('admin');
  });
});
