import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { AuthError } from '../domain/auth-error.js';
import type { AuthEvent } from '../domain/auth-events.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { MemoryUserDirectory } from '../../testing/index.js';
import { RecordingThrottle } from '../../../test/support/recording-throttle.js';
import { CredentialsService } from './credentials.service.js';
import { HashQueue } from './hash-queue.js';
import { DummyHashes } from './dummy-hashes.js';
import { HashUpgrades } from './hash-upgrades.js';

const PASSWORD = 'violet kettle harbor';

/** Its hashes contain the password: `weak:…` is read, and `strong:…` is written. */
class Hasher extends PasswordHasher {
  hashes = 0;
  /** New hashes wait for it. */
  gate = Promise.resolve();

  async hash(password: string) {
    const count = ++this.hashes;
    await this.gate;
    return `strong:${count}:${password}`;
  }

  verify(hash: string, password: string) {
    return Promise.resolve(hash.endsWith(`:${password}`));
  }

  override needsRehash(hash: string) {
    return hash.startsWith('weak:');
  }
}

describe('HashUpgrades', () => {
  let users: MemoryUserDirectory;
  let hasher: Hasher;
  let queue: HashQueue;
  let emitted: AuthEvent[];
  let warnings: unknown[];
  let upgrades: HashUpgrades;
  let credentials: CredentialsService;

  const passwordHash = async () => (await users.findByUsername('alice'))?.passwordHash;
  const logIn = (password = PASSWORD) => credentials.authenticate('alice', password);
  const upgraded = () => emitted.filter(({ type }) => type === 'authn_password_rehashed');

  function open() {
    const events = { emit: (event: AuthEvent) => emitted.push(event) };
    upgrades = new HashUpgrades(users, hasher, events, queue);
    const dummies = new DummyHashes(users, hasher);
    credentials = new CredentialsService(
      users,
      hasher,
      events,
      queue,
      RecordingThrottle.asThrottle(),
      dummies,
      upgrades,
    );
  }

  beforeEach(async () => {
    users = new MemoryUserDirectory();
    hasher = new Hasher();
    queue = new HashQueue({ running: 1, waiting: 4 });
    emitted = [];
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(text));
    const alice = { id: '1', username: 'alice', isActive: true, tokenVersion: 7 };
    await users.create({ ...alice, passwordHash: `weak:0:${PASSWORD}` }, 0);
    open();
  });

  it('a log-in with the right password replaces a weaker hash and keeps tokenVersion', async () => {
    await expect(logIn()).resolves.toMatchObject({ tokenVersion: 7 });
    await settle();
    expect(await passwordHash()).toBe(`strong:1:${PASSWORD}`);
    expect(await users.findById('1')).toMatchObject({ tokenVersion: 7 });
    expect(emitted).toEqual([{ type: 'authn_password_rehashed', userId: '1' }]);
    await logIn();
    await settle();
    expect([hasher.hashes, upgraded().length]).toEqual([1, 1]);
  });

  it('a log-in does not wait for the new hash', async () => {
    const end = new Deferred<void>();
    hasher.gate = end.promise;
    await logIn();
    expect([hasher.hashes, await passwordHash()]).toEqual([1, `weak:0:${PASSWORD}`]);
    end.resolve();
    await settle();
    expect(await passwordHash()).toBe(`strong:1:${PASSWORD}`);
  });

  it('a new hash waits for its turn in the hash queue', async () => {
    const end = new Deferred<void>();
    const place = logIn();
    while (queue.counts.running === 0) await Promise.resolve();
    void queue.run(() => end.promise, { bucket: 'another log-in' });
    await place;
    await settle();
    expect([hasher.hashes, queue.counts.waiting]).toEqual([0, 1]);
    end.resolve();
    await settle();
    expect(upgraded()).toHaveLength(1);
  });

  it.each([
    ['a wrong password', () => logIn('another kettle')],
    ['an inactive user', () => users.deactivate('1', 0).then(() => logIn())],
  ])('a log-in with %s replaces no hash', async (_, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'invalid_credentials' });
    await settle();
    expect([hasher.hashes, await passwordHash()]).toEqual([0, `weak:0:${PASSWORD}`]);
  });

  it('several log-ins at once compute one new hash', async () => {
    const end = new Deferred<void>();
    hasher.gate = end.promise;
    queue = new HashQueue({ running: 4, waiting: 4 });
    open();
    await Promise.all([logIn(), logIn(), logIn()]);
    end.resolve();
    await settle();
    expect([hasher.hashes, upgraded().length]).toEqual([1, 1]);
  });

  it('keeps a password that is changed while the new hash is computed', async () => {
    const end = new Deferred<void>();
    hasher.gate = end.promise;
    await logIn();
    await users.setPassword('1', 'strong:0:another kettle', 0);
    end.resolve();
    await settle();
    expect(await passwordHash()).toBe('strong:0:another kettle');
    expect([upgraded(), warnings]).toEqual([[], []]);
  });

  it.each<[string, () => void, unknown[]]>([
    [
      'the database is unavailable',
      () => (users.replacePasswordHash = unavailable),
      ['A password hash was not upgraded: database: x'],
    ],
    [
      'the store throws an error that quotes the hash',
      () => (users.replacePasswordHash = () => Promise.reject(new TypeError('weak:0:secret'))),
      ['A password hash was not upgraded: TypeError'],
    ],
    ['the hash queue is full', () => (queue.run = queueOfOne(queue)), []],
  ])('a log-in succeeds when %s, and a later one upgrades the hash', async (_, breakIt, logged) => {
    breakIt();
    await expect(logIn()).resolves.toMatchObject({ id: '1' });
    await settle();
    expect([upgraded(), warnings]).toEqual([[], logged]);
    expect(await passwordHash()).toBe(`weak:0:${PASSWORD}`);
    users.replacePasswordHash = MemoryUserDirectory.prototype.replacePasswordHash.bind(users);
    await logIn();
    await settle();
    expect(upgraded()).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ['a store without replacePasswordHash', () => Object.assign(users, { replacePasswordHash: undefined })], // prettier-ignore
    ['a hasher without needsRehash', () => Object.assign(hasher, { needsRehash: undefined })],
  ])('upgrades no hash with %s', async (_, remove) => {
    remove();
    await logIn();
    await settle();
    expect(hasher.hashes).toBe(0);
  });

  it('a shutdown waits for upgrades that have started, and later log-ins start none', async () => {
    const end = new Deferred<void>();
    hasher.gate = end.promise;
    await logIn();
    let isStopped = false;
    const stop = upgrades.beforeApplicationShutdown().then(() => (isStopped = true));
    await settle();
    expect(isStopped).toBe(false);
    end.resolve();
    await stop;
    expect(await passwordHash()).toBe(`strong:1:${PASSWORD}`);
    await users.setPassword('1', `weak:0:${PASSWORD}`, 0);
    await logIn();
    await settle();
    expect(hasher.hashes).toBe(1);
  });
});

const unavailable = () =>
  Promise.reject(new AuthError('temporarily_unavailable', { detail: 'database: x' }));

/** Refuses the second call only, as a full queue. */
function queueOfOne(queue: HashQueue): HashQueue['run'] {
  const full = new HashQueue({ running: 0, waiting: 0 });
  const run = queue.run.bind(queue);
  let calls = 0;
  return (work, options) => (++calls === 2 ? full.run(work, options) : run(work, options));
}
