import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../testing/index.js';
import { resolveAuthSettings } from '../auth.settings.js';
import type { AuthEvent } from '../domain/auth-events.js';
import type { UserProfile } from '../domain/user-directory.js';
import { LoginLiveness } from './login-liveness.js';
import { LoginService } from './login.service.js';

const HERE = { ip: '192.0.2.1', userAgent: 'agent' };

describe('the list of where a user is signed in', () => {
  let clock: FakeClock;
  let users: MemoryUserDirectory;
  let logins: LoginService;
  let alice: UserProfile;

  beforeEach(async () => {
    clock = new FakeClock();
    users = new MemoryUserDirectory();
    const store = new MemoryRefreshTokenStore(users);
    users.logins = store;
    const settings = resolveAuthSettings({ secret: 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce' });
    const liveness = new LoginLiveness(store, users, clock);
    const events = { emit: (event: AuthEvent) => void event };
    logins = new LoginService(store, users, liveness, clock, settings, events);
    alice = await create('alice');
  });

  const create = (username: string) =>
    users.create({ username, passwordHash: '', isActive: true }, clock.now());
  const sidsOf = async ({ id }: UserProfile) => (await logins.list(id)).map(({ sid }) => sid);

  it('has the living logins of that user alone, the newest first', async () => {
    const first = await logins.begin(alice, HERE);
    clock.pass(1);
    const second = await logins.begin(alice, HERE);
    await logins.begin(await create('bob'), HERE);
    expect(await sidsOf(alice)).toEqual([second.id, first.id]);
  });

  it('says when each began, was refreshed and is over, and where it is', async () => {
    const { id: sid, createdAt, rotatedAt, expiresAt } = await logins.begin(alice, HERE);
    expect(await logins.list(alice.id)).toEqual([
      { sid, createdAt, refreshedAt: rotatedAt, expiresAt, ...HERE },
    ]);
  });

  it('leaves out what was ended', async () => {
    const { id } = await logins.begin(alice, HERE);
    await logins.revoke(id);
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('leaves out what nobody refreshed in time, from that very moment', async () => {
    const { id, expiresAt } = await logins.begin(alice, HERE);
    clock.pass(expiresAt - clock.now() - 1);
    expect(await sidsOf(alice)).toEqual([id]);
    clock.pass(1);
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('is empty for a user who is locked out, or whose password has changed', async () => {
    await logins.begin(alice, HERE);
    await users.setPassword(alice.id, '', clock.now());
    expect(await sidsOf(alice)).toEqual([]);
  });

  it('is empty for nobody', async () => {
    expect(await logins.list('nobody')).toEqual([]);
  });
});
