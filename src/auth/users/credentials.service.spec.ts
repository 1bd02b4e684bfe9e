import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { verify } from '@node-rs/argon2';
import { Deferred, settle } from '../../../test/support/deferred.js';
import { RecordingThrottle } from '../../../test/support/recording-throttle.js';
import { AuthError, ThrottledError } from '../domain/auth-error.js';
import type { AuthEvent, LoginFailed, LoginRefused } from '../domain/auth-events.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import type { UserWithPasswordHash } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import type { LoginThrottle } from '../throttle/login-throttle.js';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';
import { CredentialsService } from './credentials.service.js';
import { MemoryUserDirectory } from '../../testing/index.js';
import { DummyHashes } from './dummy-hashes.js';
import { HashQueue } from './hash-queue.js';
import { HashUpgrades } from './hash-upgrades.js';

/** The real hasher, which records its calls. */
class CountingHasher extends PasswordHasher {
  hashes = 0;
  readonly verified: string[] = [];
  /** The last hashed password: after the start, that of the dummy hash. */
  hashed = '';
  private readonly argon2 = new Argon2PasswordHasher();
  override dummyFor = (hash: string) => this.argon2.dummyFor(hash);

  hash(password: string) {
    this.hashes++;
    this.hashed = password;
    return this.argon2.hash(password);
  }

  verify(hash: string, password: string) {
    this.verified.push(hash);
    return this.argon2.verify(hash, password);
  }
}

class Users extends UserStore {
  constructor(private readonly users: readonly UserWithPasswordHash[]) {
    super();
  }

  findByUsername(username: string) {
    return Promise.resolve(this.users.find((user) => user.username === username) ?? null);
  }

  findById() {
    return Promise.reject(new Error('No user is looked up by ID.'));
  }

  recordLogin() {
    return Promise.reject(new Error('No log-in is recorded.'));
  }
}

const PASSWORD = 'violet kettle harbor';
/** Placeholder for the password of the dummy hash. */
const DUMMY = Symbol('the password of the dummy hash');
const CLIENT = { ip: '192.0.2.1', userAgent: 'a browser' };

const VECTORS = JSON.parse(
  readFileSync('test/fixtures/password-hashes/vectors.json', 'utf8'),
) as readonly { name: string; password: string; hash: string }[];

const base64 = (byte: number, length = 16) =>
  Buffer.alloc(length, byte).toString('base64').replace(/=+$/, '');
/** Two costs that are cheap to compute. */
const PBKDF2 = `$pbkdf2-sha256$i=1000$${base64(1)}$${base64(2)}`;
const SCRYPT = `$scrypt$ln=4,r=8,p=1$${base64(1)}$${base64(2)}`;
/** 4 GiB of memory. */
const TOO_COSTLY = `$argon2id$v=19$m=4194304,t=1,p=1$${base64(1)}$${base64(2)}`;

describe('CredentialsService with hashes of other programs', () => {
  let directory: MemoryUserDirectory;
  let hasher: CountingHasher;
  let warnings: unknown[];

  const open = async () => {
    const queue = new HashQueue({ running: 1, waiting: 4 });
    const dummies = new DummyHashes(directory, hasher);
    const credentials = new CredentialsService(
      directory,
      hasher,
      events,
      queue,
      RecordingThrottle.asThrottle(),
      dummies,
      new HashUpgrades(directory, hasher, events, queue),
    );
    await dummies.onModuleInit();
    await dummies.onModuleDestroy();
    return credentials;
  };
  const events = { emit: () => undefined };
  const create = (username: string, passwordHash: string, isActive = true) =>
    directory.create({ username, passwordHash, isActive, tokenVersion: 0 }, 0);
  const refusal = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'accepted',
      (error: AuthError) => error.detail,
    );

  beforeEach(() => {
    directory = new MemoryUserDirectory();
    hasher = new CountingHasher();
    warnings = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(text));
  });

  it.each(VECTORS.map(({ name, password, hash }) => [name, password, hash]))(
    'authenticate accepts the password of a hash of %s: %j',
    async (_, password, hash) => {
      await create('alice', hash);
      const credentials = await open();
      expect((await credentials.authenticate('alice', password)).username).toBe('alice');
    },
  );

  it('authenticate verifies a dummy hash with the cost of a user for an unknown name, always the same one for the name', async () => {
    for (let user = 0; user < 5; user++) {
      await create(`pbkdf2 ${user}`, PBKDF2);
      await create(`scrypt ${user}`, SCRYPT);
    }
    const credentials = await open();
    const names = Array.from({ length: 20 }, (_, index) => `unknown ${index}`);
    const attempt = async (name: string) => {
      expect(await refusal(credentials.authenticate(name, PASSWORD))).toBe('unknown_user');
      return hasher.verified.at(-1);
    };
    const first = [];
    for (const name of names) first.push(await attempt(name));
    const zero = (hash: string) => hash.replace(/[^$]+\$[^$]+$/, `${base64(0)}$${base64(0)}`);
    expect(new Set(first)).toEqual(new Set([zero(PBKDF2), zero(SCRYPT)]));
    for (const [index, name] of names.entries()) expect(await attempt(name)).toBe(first[index]);
  });

  it.each([
    ['an inactive user', PBKDF2, false, 'wrong_password'],
    ['a user with an unusable password of Django', '!0123456789', true, 'wrong_password'],
    ['a user with a hash of an unknown format', 'md5$salt$digest', true, 'wrong_password'],
    ['a user with a hash that costs too much', TOO_COSTLY, true, 'wrong_password'],
  ])(
    'authenticate verifies one hash of a user’s cost for %s',
    async (_, hash, isActive, detail) => {
      await create('bob', PBKDF2);
      await create('alice', hash, isActive);
      const credentials = await open();
      expect(await refusal(credentials.authenticate('alice', PASSWORD))).toBe(detail);
      expect(hasher.verified).toEqual([expect.stringContaining('$pbkdf2-sha256$i=1000$')]);
    },
  );

  it('authenticate rejects a user whose hash cannot be read even if the dummy hash matches', async () => {
    await create('alice', TOO_COSTLY);
    const credentials = await open();
    hasher.verify = () => Promise.resolve(true);
    expect(await refusal(credentials.authenticate('alice', PASSWORD))).toBe('wrong_password');
  });

  it('authenticate reports an unreadable hash once for each user, without the hash', async () => {
    const { id } = await create('alice', TOO_COSTLY);
    const { id: bobsId } = await create('bob', 'md5$salt$digest');
    await create('carol', '!0123456789');
    const credentials = await open();
    for (const name of ['alice', 'alice', 'bob', 'carol', 'unknown']) {
      await refusal(credentials.authenticate(name, PASSWORD));
    }
    const reportOf = (user: string) =>
      `The password hash of user "${user}" has an unknown format, or costs too much to verify. ` +
      'No password matches it. Set a new password.';
    expect(warnings).toEqual([reportOf(id), reportOf(bobsId)]);
  });
});

describe('CredentialsService', () => {
  let passwordHash: string;
  let users: UserStore;
  let hasher: CountingHasher;
  let credentials: CredentialsService;
  let emitted: AuthEvent[];
  let queue: HashQueue;
  let unlimited: LoginThrottle;
  let throttle: RecordingThrottle;
  let results: string[];
  const events = { emit: (event: AuthEvent) => emitted.push(event) };

  const open = (dummies: DummyHashes) => {
    const upgrades = new HashUpgrades(users, hasher, events, queue);
    return new CredentialsService(users, hasher, events, queue, unlimited, dummies, upgrades);
  };

  beforeAll(async () => void (passwordHash = await new CountingHasher().hash(PASSWORD)));

  beforeEach(async () => {
    const user = { id: '1', isActive: true, tokenVersion: 3, passwordHash };
    users = new Users([
      { ...user, username: 'alice' },
      { ...user, username: 'inactive', isActive: false },
      { ...user, username: 'hashless', passwordHash: null },
      // Values that a store in JavaScript may return.
      { ...user, username: 'undefined', passwordHash: undefined as unknown as null },
      { ...user, username: 'empty', passwordHash: '' },
    ]);
    hasher = new CountingHasher();
    emitted = [];
    queue = new HashQueue({ running: 1, waiting: 4 });
    throttle = new RecordingThrottle();
    results = throttle.results;
    unlimited = throttle.asThrottle();
    const dummies = new DummyHashes(users, hasher);
    await dummies.ofNewHash();
    credentials = open(dummies);
  });

  it('authenticate returns an active user with the tokenVersion that was read', async () => {
    const user = await credentials.authenticate('alice', PASSWORD, CLIENT);
    expect(user).toMatchObject({ id: '1', username: 'alice', tokenVersion: 3 });
    expect(hasher.verified).toEqual([passwordHash]);
    expect(results).toEqual(['succeeded']);
  });

  it.each<[string, string, string | typeof DUMMY, LoginFailed['reason']]>([
    ['an unknown user', 'unknown', PASSWORD, 'unknown_user'],
    ['a wrong password', 'alice', 'wrong', 'wrong_password'],
    ['an inactive user with the right password', 'inactive', PASSWORD, 'inactive_user'],
    ['an inactive user with a wrong password', 'inactive', 'wrong', 'wrong_password'],
    ['a user without a password', 'hashless', PASSWORD, 'wrong_password'],
    ['a user without a password, with the dummy password', 'hashless', DUMMY, 'wrong_password'],
    ['a user whose hash is undefined, with the dummy password', 'undefined', DUMMY, 'wrong_password'], // prettier-ignore
    ['a user whose hash is empty, with the dummy password', 'empty', DUMMY, 'wrong_password'],
    ['an unknown user, with the dummy password', 'unknown', DUMMY, 'unknown_user'],
  ])(
    'authenticate rejects %s with the same error and one event, after one real hash',
    async (_, username, given, detail) => {
      const hashedBefore = hasher.hashes;
      const password = given === DUMMY ? hasher.hashed : given;
      const attempt = credentials.authenticate(username, password, CLIENT);
      const error = await attempt.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AuthError);
      expect({ ...(error as AuthError), message: (error as AuthError).message }).toEqual({
        name: 'AuthError',
        code: 'invalid_credentials',
        message: 'No active account found with the given credentials',
        detail,
      });
      const userId = detail === 'unknown_user' ? null : '1';
      const event = { type: 'authn_login_fail', reason: detail, userId, client: CLIENT };
      expect(emitted).toEqual([event]);
      expect([hasher.verified.length, hasher.hashes]).toEqual([1, hashedBefore]);
      expect(results).toEqual(['failed']);
      const [hash] = hasher.verified;
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      // It throws for an unreadable hash, which would be rejected without any work.
      await expect(verify(hash!, 'another password')).resolves.toBe(false);
    },
  );

  it('hashes a different dummy password in each instance', async () => {
    const other = new CountingHasher();
    await new DummyHashes(users, other).ofNewHash();
    expect(other.hashed).toHaveLength(43);
    expect(other.hashed).not.toBe(hasher.hashed);
  });

  it('authenticate rejects a field that the token endpoint rejects, and does not look up the user', async () => {
    const refused = credentials.authenticate('alice', `${PASSWORD}\ufffd`, CLIENT);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request' });
    expect([hasher.verified, emitted]).toEqual([[], []]);
  });

  it('authenticate makes one dummy hash for all requests when it was not made at the start', async () => {
    const unprepared = open(new DummyHashes(users, hasher));
    const madeBefore = hasher.hashes;
    const requests = ['unknown', 'another', 'hashless'].map((username) =>
      unprepared.authenticate(username, PASSWORD, CLIENT),
    );
    await Promise.allSettled(requests);
    expect(hasher.hashes - madeBefore).toBe(1);
    expect(new Set(hasher.verified).size).toBe(1);
  });

  it.each<[string, () => unknown, LoginRefused['reason'], string]>([
    ['the users cannot be read', () => (users.findByUsername = unavailable), 'unavailable', 'database: x'], // prettier-ignore
    ['the hasher is unavailable', () => (hasher.verify = unavailable), 'unavailable', 'database: x'], // prettier-ignore
    ['the hash queue is full', () => fill(queue), 'queue_full', 'the hash queue is full'],
  ])(
    'authenticate rejects with temporarily_unavailable and emits one event when %s',
    async (_, breakIt, reason, detail) => {
      breakIt();
      await expect(credentials.authenticate('alice', PASSWORD, CLIENT)).rejects.toMatchObject({
        code: 'temporarily_unavailable',
      });
      const event = { type: 'authn_login_refused', reason, detail, userId: null, client: CLIENT };
      expect(emitted).toEqual([event]);
      expect(results).toEqual(['cancelled']);
    },
  );

  it.each([
    ['while it waits for its hash', 2, ['alice']],
    ['only when its hash starts, during a flood', 3, []],
  ])('authenticate looks up the user of a log-in %s', async (_, jobs, lookedUp) => {
    const names: string[] = [];
    const find = users.findByUsername.bind(users);
    users.findByUsername = (username) => {
      names.push(username);
      return find(username);
    };
    const end = fill(queue, jobs);
    const attempt = credentials.authenticate('alice', PASSWORD);
    await settle();
    expect(names).toEqual(lookedUp);
    end();
    await attempt;
    expect(names).toEqual(['alice']);
  });

  it('authenticate cancels a log-in that loses its place in the queue after its account is counted', async () => {
    const counted = new Deferred<void>();
    throttle.countFor = () => counted.promise;
    const ends = [fill(queue, 1)];
    const [first, second] = [1, 2].map(() => credentials.authenticate('alice', PASSWORD, CLIENT));
    await settle();
    for (const bucket of ['a', 'b', 'c']) ends.push(fill(queue, 1, bucket));
    await settle();
    expect(results).toEqual([]);
    counted.resolve();
    await expect(second).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect(results).toEqual(['cancelled']);
    for (const end of ends) end();
    await first;
  });

  it('authenticate accepts log-ins of other addresses when one address fills the queue', async () => {
    const end = fill(queue, 1);
    const flood = Array.from({ length: 9 }, () => credentials.authenticate('x', 'x', CLIENT));
    const other = credentials.authenticate('alice', PASSWORD, { ip: '192.0.2.2', userAgent: null });
    await settle();
    end();
    expect((await other).username).toBe('alice');
    const codes = (await Promise.allSettled(flood)).map((one) =>
      one.status === 'rejected' ? (one.reason as AuthError).code : 'authenticated',
    );
    expect(codes.filter((code) => code === 'temporarily_unavailable')).toHaveLength(6);
  });

  it('authenticate verifies no password and emits no event for a client that disconnects while it waits', async () => {
    const end = fill(queue, 1);
    const closing = new AbortController();
    const options = { signal: closing.signal };
    const attempt = credentials.authenticate('alice', PASSWORD, CLIENT, options);
    closing.abort();
    await expect(attempt).rejects.toBe(closing.signal.reason);
    end();
    expect([emitted, hasher.verified, queue.counts.waiting]).toEqual([[], [], 0]);
  });

  it('authenticate verifies no password and counts the attempt when the client disconnects during the look-up', async () => {
    const closing = new AbortController();
    const find = users.findByUsername.bind(users);
    users.findByUsername = (username) => {
      closing.abort();
      return find(username);
    };
    const options = { signal: closing.signal };
    const attempt = credentials.authenticate('alice', PASSWORD, CLIENT, options);
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
    expect(hasher.verified).toEqual([]);
    expect(results).toEqual(['failed']);
  });

  it.each([
    ['rejects a right password', PASSWORD, 'AbortError', []],
    ['reports a wrong password', 'wrong', 'AuthError', ['authn_login_fail']],
  ])(
    'authenticate %s when the client disconnects during the hash',
    async (_, password, name, types) => {
      const closing = new AbortController();
      const verify = hasher.verify.bind(hasher);
      hasher.verify = (...given) => {
        closing.abort();
        return verify(...given);
      };
      const options = { signal: closing.signal };
      const attempt = credentials.authenticate('alice', password, CLIENT, options);
      await expect(attempt).rejects.toMatchObject({ name });
      expect(emitted.map(({ type }) => type)).toEqual(types);
    },
  );

  /** @returns the name of the user, or the code of the error, while other log-ins fill the queue */
  const authenticateInFlood = async () => {
    const end = fill(queue);
    const attempt = credentials.authenticate('alice', PASSWORD, CLIENT).then(
      ({ username }) => username,
      ({ code }: AuthError) => code,
    );
    await settle();
    end();
    return attempt;
  };

  it('authenticate accepts a log-in from a usual address when other log-ins fill the queue', async () => {
    throttle.isUsual = true;
    expect(await authenticateInFlood()).toBe('alice');
  });

  it('authenticate rejects a log-in from an unfamiliar address when other log-ins fill the queue', async () => {
    throttle.isUsual = false;
    expect(await authenticateInFlood()).toBe('temporarily_unavailable');
  });

  it('authenticate verifies no password and emits no event of its own when a limit refuses', async () => {
    unlimited.admit = () => Promise.reject(new ThrottledError(60_000, 'address'));
    const refused = credentials.authenticate('alice', PASSWORD, CLIENT);
    await expect(refused).rejects.toMatchObject({ code: 'throttled', retryAfterSeconds: 60 });
    expect([hasher.verified, emitted]).toEqual([[], []]);
  });

  it('authenticate makes the dummy hash again after the first attempt failed', async () => {
    const unprepared = open(new DummyHashes(users, hasher));
    const hash = hasher.hash.bind(hasher);
    hasher.hash = unavailable;
    await expect(unprepared.authenticate('unknown', 'x')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    hasher.hash = hash;
    await expect(unprepared.authenticate('unknown', 'x')).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });
});

const unavailable = () =>
  Promise.reject(new AuthError('temporarily_unavailable', { detail: 'database: x' }));

/**
 * Fills the running and waiting places of the queue, each with another bucket.
 *
 * @returns a function that ends all of them
 */
function fill(queue: HashQueue, jobs = 1 + queue.limits.waiting, name = 'job'): () => void {
  const end = new Deferred<void>();
  for (let job = 0; job < jobs; job++) {
    void queue.run(() => end.promise, { bucket: `${name} ${job}` });
  }
  return () => end.resolve();
}
