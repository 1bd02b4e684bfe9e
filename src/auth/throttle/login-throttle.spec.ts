import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { settle } from '../../../test/support/deferred.js';
import type { AuthSettings } from '../config/auth.settings.js';
import { ThrottledError } from '../domain/auth-error.js';
import type { AuthEvent } from '../domain/auth-events.js';
import { DEFAULT_LOGIN_RULES } from '../domain/login-name.js';
import type { ClientInfo } from '../domain/session.js';
import type { ThrottleStore } from '../domain/throttle/throttle.store.js';
import type { AccountFacts, AccountFactsReader } from './account-facts.js';
import { MemoryThrottleStore } from './memory-throttle.store.js';
import { LoginThrottle } from './login-throttle.js';

const HOUR = 3600;
const LIMITS = {
  perAccountAndAddress: [
    { limit: 3, seconds: 60 },
    { limit: 6, seconds: HOUR },
  ],
  perAddress: [{ limit: 8, seconds: HOUR }],
  perAccount: { limit: 10, seconds: 60 },
  refreshesPerSession: { limit: 1, seconds: 1 },
  tokenRequestsPerAddress: { limit: 1, seconds: 1 },
};

const clientAt = (ip: string | null) => ({ ip, userAgent: null });
const HOME: ClientInfo = clientAt('192.0.2.1');

describe('LoginThrottle', () => {
  let store: ThrottleStore;
  let facts: AccountFacts;
  let emitted: AuthEvent[];
  let throttle: LoginThrottle;

  beforeEach(() => {
    store = new MemoryThrottleStore();
    facts = { userId: '7', unlockedAt: 0, usualAddresses: new Set() };
    emitted = [];
    throttle = throttleWith(LIMITS);
  });

  function throttleWith(
    loginLimits: AuthSettings['loginLimits'],
    loginRules = DEFAULT_LOGIN_RULES,
  ) {
    const derivationKey = createSecretKey(Buffer.from('a secret of the tests, long enough'));
    const settings = { derivationKey, loginLimits, loginRules } as AuthSettings;
    const read = () => Promise.resolve(facts);
    const reader = { byName: read, byId: read } as Partial<AccountFactsReader>;
    const events = { emit: (event: AuthEvent) => emitted.push(event) };
    return new LoginThrottle(settings, store, reader as AccountFactsReader, events);
  }

  /** @param userId by default, each name is that of another user */
  async function admit(username: string, client = HOME, userId: string | null = username) {
    const login = await throttle.admit(username, client);
    await login.countFor(userId).catch(async (error: unknown) => {
      await login.cancel();
      throw error;
    });
    return login;
  }

  /** @returns `failed`, or the seconds to wait */
  async function failFrom(ip: string | null, username = 'alice', userId: string | null = username) {
    try {
      (await admit(username, clientAt(ip), userId)).fail();
      return 'failed';
    } catch (error) {
      return (error as ThrottledError).retryAfterSeconds;
    }
  }

  async function failTimes(times: number, ip: string | null = HOME.ip, username = 'alice') {
    const results: (string | number)[] = [];
    for (let time = 0; time < times; time++) results.push(await failFrom(ip, username));
    return results;
  }

  const succeed = async (username = 'alice', client = HOME) =>
    (await admit(username, client)).succeed();

  /** Uses up the first attempts of an account, from attacking addresses. */
  async function flood(username = 'alice', addresses = 5) {
    for (let address = 0; address < addresses; address++) {
      await failFrom(`198.51.100.${address}`, username);
    }
  }

  it('refuses a log-in of one account from one address after its limit', async () => {
    expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
  });

  it('refuses all but the limit of a thousand guesses at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 1000 }, () => failFrom(HOME.ip)));
    expect(results.filter((result) => result === 'failed')).toHaveLength(3);
  });

  it('lets log-ins beyond the limit wait for those in flight, which may succeed', async () => {
    const logIns = Array.from({ length: 20 }, async () => {
      const login = await admit('alice');
      await settle();
      await login.succeed();
    });
    await expect(Promise.all(logIns)).resolves.toHaveLength(20);
  });

  it('does not count a log-in whose password was not verified', async () => {
    for (let time = 0; time < 20; time++) await (await admit('alice')).cancel();
    expect(await failTimes(1)).toEqual(['failed']);
  });

  it('does not count successful log-ins', async () => {
    for (let time = 0; time < 20; time++) await succeed();
    expect(await failTimes(3)).toEqual(['failed', 'failed', 'failed']);
  });

  it('a successful log-in resets the failures of its account, and not those of the address', async () => {
    await failTimes(2);
    await succeed();
    expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    expect(await failTimes(4, HOME.ip, 'bob')).toEqual(['failed', 'failed', 'failed', HOUR]);
  });

  it('limits an address over all accounts', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `user ${index}`);
    const results: unknown[] = [];
    for (const name of names) results.push(await failFrom(HOME.ip, name));
    expect(results).toEqual([...names.slice(1).map(() => 'failed'), HOUR]);
  });

  it('counts no names for an address that was refused before', async () => {
    for (let name = 0; name < 9; name++) await failFrom(HOME.ip, `user ${name}`);
    const count = jest.spyOn(store, 'count');
    expect(await failFrom(HOME.ip, 'one more')).toBe(HOUR);
    expect(count.mock.calls.map(([counter]) => counter)).toMatchObject([{ scope: 'address' }]);
  });

  it('counts an unknown user like a known one', async () => {
    facts = { ...facts, userId: null };
    const results: unknown[] = [];
    for (let time = 0; time < 4; time++) results.push(await failFrom(HOME.ip, '?', null));
    expect(results).toEqual(['failed', 'failed', 'failed', 60]);
  });

  it('counts the spellings of an unknown name together when names are compared without case', async () => {
    facts = { ...facts, userId: null };
    throttle = throttleWith(LIMITS, { ...DEFAULT_LOGIN_RULES, usernameCase: 'insensitive' });
    const results: unknown[] = [];
    for (const name of ['zoe', 'Zoe', 'ZOE', 'zOE']) {
      results.push(await failFrom(HOME.ip, name, null));
    }
    expect(results).toEqual(['failed', 'failed', 'failed', 60]);
  });

  it('counts the spellings of a name that belong to one user together', async () => {
    throttle = throttleWith({ ...LIMITS, perAccount: { limit: 100, seconds: 60 } });
    const names = ['alice', 'ALICE', 'Alice', 'alice@example.org', 'alicE', 'aLice', 'alIce'];
    const results: unknown[] = [];
    for (const name of names) results.push(await failFrom(HOME.ip, name, '7'));
    expect(results).toEqual([...names.slice(1).map(() => 'failed'), HOUR]);
  });

  it('a successful log-in resets no account with a similar name', async () => {
    await failTimes(3);
    await succeed('álice');
    expect(await failFrom(HOME.ip)).toBe(60);
  });

  it('counts each /64 of IPv6 for itself, so that a neighbor cannot lock a user out', async () => {
    for (let time = 0; time < 4; time++) await failFrom('2001:db8:1:1::1');
    expect(await failFrom('2001:db8:1:2::1')).toBe('failed');
  });

  it('allows a /48 of IPv6 one first attempt, however many addresses it has', async () => {
    for (let net = 0; net < 3; net++) await failFrom(`2001:db8:1:${net}::1`);
    const others = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
    const results: unknown[] = [];
    for (const ip of others) results.push(await failFrom(ip));
    expect(results).toEqual(['failed', 'failed', 'failed']);
    expect(await failFrom('198.51.100.4')).toBe(60);
  });

  it('counts all log-ins without an address together', async () => {
    expect([...(await failTimes(3, null)), await failFrom('no address')]).toEqual([
      'failed',
      'failed',
      'failed',
      60,
    ]);
  });

  describe('during an attack from many addresses', () => {
    it('refuses first attempts after 40 percent of the limit of an account, until the cool-down ends', async () => {
      await flood('alice', 4);
      expect(await failFrom('203.0.113.1')).toBe(60);
    });

    it('allows the second attempt of an address whose first attempt came before', async () => {
      await failTimes(1);
      await flood();
      expect(await failTimes(1)).toEqual(['failed']);
    });

    it('never allows more than the limit of consecutive failures', async () => {
      throttle = throttleWith({ ...LIMITS, perAccountAndAddress: [{ limit: 9, seconds: 60 }] });
      let failures = 0;
      for (let round = 0; round < 6; round++) {
        for (let address = 0; address < 50; address++) {
          if ((await failFrom(`198.51.100.${address}`)) === 'failed') failures++;
        }
      }
      expect(failures).toBe(10);
    });

    it('an attack from many addresses does not affect a usual address', async () => {
      facts = { ...facts, usualAddresses: new Set([HOME.ip!]) };
      await flood();
      expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    });

    it('limits a usual address that was refused before by its own failures', async () => {
      for (let name = 0; name < 9; name++) await failFrom(HOME.ip, `user ${name}`);
      facts = { ...facts, usualAddresses: new Set([HOME.ip!]) };
      expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    });

    it('failures of other accounts from a usual address do not affect its user', async () => {
      facts = { ...facts, usualAddresses: new Set([HOME.ip!]) };
      for (let name = 0; name < 8; name++) await failFrom(HOME.ip, `user ${name}`);
      expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    });

    it('refused attempts do not use up the limit of their address', async () => {
      await flood();
      await failTimes(20, '203.0.113.1');
      expect(await failTimes(3, '203.0.113.1', 'bob')).toEqual(['failed', 'failed', 'failed']);
    });

    it('a successful log-in ends the cool-down', async () => {
      facts = { ...facts, usualAddresses: new Set([HOME.ip!]) };
      await flood();
      await succeed();
      expect(await failFrom('203.0.113.1')).toBe('failed');
    });

    it('an attack on one account affects no other account', async () => {
      await flood();
      expect(await failFrom('203.0.113.1', 'bob')).toBe('failed');
    });
  });

  describe('of a user whom an operator has unlocked', () => {
    it('an unlock by an operator allows log-ins from an address that was refused', async () => {
      await failTimes(4);
      facts = { ...facts, userId: 'alice', unlockedAt: Date.now() + 1 };
      while (Date.now() <= facts.unlockedAt) await settle();
      expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    });

    it('an unlock by an operator ends the cool-down', async () => {
      await flood();
      facts = { ...facts, userId: 'alice', unlockedAt: Date.now() + 1 };
      expect(await failFrom('203.0.113.1')).toBe('failed');
    });

    it('further failures after an unlock by an operator are refused again', async () => {
      facts = { ...facts, userId: 'alice', unlockedAt: Date.now() - 1_000 };
      expect(await failTimes(4)).toEqual(['failed', 'failed', 'failed', 60]);
    });

    it('an unlock by an operator keeps the limit of the address', async () => {
      for (let name = 0; name < 8; name++) await failFrom(HOME.ip, `user ${name}`);
      facts = { ...facts, userId: 'alice', unlockedAt: Date.now() };
      expect(await failFrom(HOME.ip)).toBe(HOUR);
    });
  });

  it('unlock resets the failures of an account', async () => {
    await failTimes(4);
    await throttle.unlock({ id: 'alice', username: 'alice' }, HOME.ip);
    expect(await failTimes(1)).toEqual(['failed']);
  });

  it('reports the first refusal of a counter, and not those that follow', async () => {
    await failTimes(6);
    const event = {
      scope: 'account_and_address',
      retryAfterSeconds: 60,
      userId: '7',
      client: HOME,
    };
    expect(emitted).toEqual([{ type: 'authn_login_throttled', ...event }]);
    expect(throttle.refusedCount).toBe(3);
  });

  it('reports the lock of an account once for all addresses', async () => {
    await flood('alice', 6);
    expect(emitted.map(({ type }) => type)).toEqual(['authn_login_lock', 'authn_login_throttled']);
    expect(emitted[0]).toEqual({
      type: 'authn_login_lock',
      coolDownSeconds: 60,
      userId: '7',
      client: clientAt('198.51.100.4'),
    });
  });

  it('has no limits when they are turned off', async () => {
    throttle = throttleWith(undefined);
    expect(await failTimes(50)).toEqual(Array<string>(50).fill('failed'));
  });
});
