import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import {
  AuthError,
  AuthModule,
  CredentialsService,
  LoggedAuthEvents,
  PasswordHasher,
  TokenService,
} from '../../src/index.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../src/testing/index.js';
import { Deferred } from '../support/deferred.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswords } from './support/customers.js';
import { Host, PLATFORMS } from './support/host.js';

const CAUSE = new Error('connect ECONNREFUSED');
const away = () => {
  const detail = 'database: ECONNREFUSED';
  return Promise.reject(new AuthError('temporarily_unavailable', { detail, cause: CAUSE }));
};
const CLIENT = { ip: '127.0.0.1', userAgent: expect.any(String) as unknown as string };
const UNAVAILABLE = { reason: 'unavailable', detail: 'database: ECONNREFUSED' };

describe.each(PLATFORMS)('a log-in that the server refuses (%s)', (platform) => {
  let host: Host;
  let customers: Customers;
  let sessions: MemoryRefreshTokenStore;
  let lines: unknown[][];

  beforeEach(async () => {
    lines = [];
    customers = new Customers();
    sessions = new MemoryRefreshTokenStore(new MemoryUserDirectory());
    const auth = AuthModule.forRoot({
      secret: SECRET,
      userStore: customers,
      passwordHasher: new PlainPasswords(),
      refreshTokenStore: sessions,
      authEvents: LoggedAuthEvents,
    });
    const keep = (...line: unknown[]) => void lines.push(line);
    const logger: LoggerService = { log: () => undefined, warn: keep, error: keep, fatal: keep };
    host = await Host.start(platform, { imports: [auth] }, { logger });
  });
  afterEach(() => host.stop());

  /** Every place of the queue, and every place to wait in, is taken by a bucket of its own. */
  const fill = () => {
    const queue = host.find(HashQueue);
    const end = new Deferred<void>();
    const { running, waiting } = queue.limits;
    const work = Array.from({ length: running + waiting }, (_, job) =>
      queue.run(() => end.promise, { bucket: `job ${job}` }),
    );
    return () => {
      end.resolve();
      return Promise.all(work);
    };
  };

  const expectOneLine = (members: object, ...cause: Error[]) => {
    const event = { type: 'authn_login_refused', ...members };
    const line = expect.objectContaining({ message: 'authn_login_refused', event }) as object;
    expect(lines).toEqual([[line, ...cause, 'AuthEvents']]);
  };

  it.each<[string, () => unknown, object, Error[]]>([
    [
      'the users cannot be read',
      () => (customers.findByUsername = away),
      { ...UNAVAILABLE, userId: null },
      [CAUSE],
    ],
    [
      'the session cannot be recorded',
      () => (customers.recordLogin = away),
      { ...UNAVAILABLE, userId: '7' },
      [CAUSE],
    ],
    [
      'the session cannot be stored',
      () => (sessions.create = away),
      { ...UNAVAILABLE, userId: '7' },
      [CAUSE],
    ],
  ])('is 503, with one event and one line, when %s', async (_, breakIt, members, cause) => {
    breakIt();
    const response = await host.post('/api/token/', CREDENTIALS);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expectOneLine({ ...members, client: CLIENT }, ...cause);
  });

  it('is 503, with one event and one line, when the hash queue is full', async () => {
    const empty = fill();
    const response = await host.post('/api/token/', CREDENTIALS);
    await empty();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    const members = { reason: 'queue_full', detail: 'the hash queue is full', userId: null };
    expectOneLine({ ...members, client: CLIENT });
    expect((await host.post('/api/token/', CREDENTIALS)).status).toBe(200);
  });

  it('leaves the application’s own hashes in the queue', async () => {
    const empty = fill();
    await expect(host.find(PasswordHasher).hash('x')).rejects.toMatchObject({
      detail: 'the hash queue is full',
    });
    await empty();
    expect(await host.find(PasswordHasher).hash('x')).toBe('plain:x');
  });

  it('has one event and one line where the application has a route of its own', async () => {
    const { username, password } = CREDENTIALS;
    const user = await host.find(CredentialsService).authenticate(username, password);
    sessions.create = away;
    await expect(host.find(TokenService).obtain(user)).rejects.toBeInstanceOf(AuthError);
    expectOneLine({ ...UNAVAILABLE, userId: '7', client: { ip: null, userAgent: null } }, CAUSE);
  });
});
