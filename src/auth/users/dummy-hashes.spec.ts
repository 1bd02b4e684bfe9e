import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { settle } from '../../../test/support/deferred.js';
import { AuthError } from '../domain/auth-error.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { DummyHashes } from './dummy-hashes.js';
import { dummyKeyOf } from './dummy-key.js';

const NAMES = Array.from({ length: 400 }, (_, index) => `unknown ${index}`);

/** A hash is `cost:salt`. */
class Hasher extends PasswordHasher {
  hash() {
    return Promise.resolve('new:salt');
  }

  verify() {
    return Promise.resolve(false);
  }

  override dummyFor(hash: string) {
    return hash.includes(':') ? `${hash.split(':')[0]}:0` : null;
  }
}

/** Pages of hashes, which the test may change. */
class Store {
  counts = 0;
  pages: (string | null)[][] = [];

  async *passwordHashes() {
    this.counts++;
    for (const page of this.pages) yield await Promise.resolve(page);
  }
}

const key = createSecretKey(Buffer.alloc(32, 1));
const opened: DummyHashes[] = [];

async function open(users: Partial<Store>, hasher: PasswordHasher = new Hasher()) {
  const dummies = new DummyHashes(users, hasher, key);
  opened.push(dummies);
  await dummies.onModuleInit();
  return dummies;
}

const countOf = (dummies: DummyHashes, dummy: string) =>
  NAMES.filter((name) => dummies.choose(name) === dummy).length;

describe('DummyHashes', () => {
  let store: Store;
  let warnings: unknown[];

  beforeEach(() => {
    store = new Store();
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(text));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.onModuleDestroy()));
    jest.useRealTimers();
  });

  it('chooses the costs of users’ hashes, in the proportion of all pages', async () => {
    const page = (cost: string, length: number) => Array.from({ length }, (_, i) => `${cost}:${i}`);
    store.pages = [page('a', 100), [...page('a', 50), ...page('b', 25)], page('b', 25)];
    const dummies = await open(store);
    const a = countOf(dummies, 'a:0');
    // The names and the key are fixed. Three standard deviations are 26.
    expect(Math.abs(a - 300)).toBeLessThan(26);
    expect(countOf(dummies, 'b:0')).toBe(NAMES.length - a);
  });

  it('does not count users without a password, and hashes that cannot be read', async () => {
    store.pages = [[null, '', '!', undefined as unknown as null, 'a:1']];
    expect(countOf(await open(store), 'a:0')).toBe(NAMES.length);
  });

  it('chooses the same cost on all instances with the same secret, and after a restart', async () => {
    store.pages = [['a:1', 'b:1', 'c:1']];
    const chosen = async (byte: number) => {
      const secret = createSecretKey(Buffer.alloc(48, byte));
      const dummies = new DummyHashes(store, new Hasher(), dummyKeyOf(secret));
      opened.push(dummies);
      await dummies.onModuleInit();
      return NAMES.map((name) => dummies.choose(name));
    };
    const [first, second, other] = [await chosen(1), await chosen(1), await chosen(2)];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('chooses the same cost for all spellings of a name when names are compared without case', async () => {
    store.pages = [['a:1', 'b:1', 'c:1']];
    const rules = { usernameCase: 'insensitive', loginFields: ['username'] } as const;
    const dummies = new DummyHashes(store, new Hasher(), key, rules);
    opened.push(dummies);
    await dummies.onModuleInit();
    const [lower, upper] = [NAMES, NAMES.map((name) => name.toUpperCase())].map((names) =>
      names.map((name) => dummies.choose(name)),
    );
    expect(upper).toEqual(lower);
  });

  it('counts again at intervals until the application stops', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    store.pages = [['a:1']];
    const dummies = await open(store);
    expect(dummies.choose('unknown')).toBe('a:0');
    store.pages = [['b:1']];
    await jest.advanceTimersByTimeAsync(600_000);
    await settle();
    expect([dummies.choose('unknown'), store.counts]).toEqual(['b:0', 2]);
    await dummies.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(6_000_000);
    expect(store.counts).toBe(2);
  });

  it('keeps the last counts when the users cannot be read, and the start continues', async () => {
    const error = new AuthError('temporarily_unavailable', { detail: 'database: x' });
    store.passwordHashes = () => {
      throw error;
    };
    const dummies = await open(store);
    expect(dummies.choose('unknown')).toBeUndefined();
    expect(warnings).toEqual(['Counting the costs of password hashes failed: database: x']);
  });

  it.each<[string, Partial<Store>, PasswordHasher]>([
    ['a store without passwordHashes', {}, new Hasher()],
    ['a hasher without dummyFor', new Store(), Object.assign(new Hasher(), { dummyFor: undefined })], // prettier-ignore
    ['no users', new Store(), new Hasher()],
  ])('chooses no cost with %s, and makes a new hash instead', async (_, users, hasher) => {
    const dummies = await open(users, hasher);
    expect(dummies.choose('unknown')).toBeUndefined();
    expect(await dummies.ofNewHash()).toBe('new:salt');
  });

  it('leaves out the rarest of very many costs', async () => {
    const costs = Array.from({ length: 100 }, (_, cost) =>
      Array.from({ length: cost + 1 }, () => `${cost}:1`),
    );
    store.pages = costs;
    const dummies = await open(store);
    const chosen = new Set(NAMES.map((name) => dummies.choose(name)));
    expect(chosen.size).toBeLessThanOrEqual(64);
    expect(chosen).toContain('99:0');
    expect(chosen).not.toContain('0:0');
  });
});
