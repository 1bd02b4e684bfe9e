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
import { CREDENTIALS, Customers, PlainPasswordHasher } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';

const CAUSE = new Error('connect ECONNREFUSED');
const rejectUnavailable = () => {
  const detail = 'database: ECONNREFUSED';
  return Promise.reject(new AuthError('temporarily_unavailable', { detail, cause: CAUSE }));
};
const CLIENT = { ip: '127.0.0.1', userAgent: expect.any(String) as unknown as string };
const UNAVAILABLE = { reason: 'unavailable', detail: 'database: ECONNREFUSED' };

describe.each(PLATFORMS)('unavailable log-ins (%s)', (platform) => {
  let application: TestApplication;
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
      passwordHasher: new PlainPasswordHasher(),
      refreshTokenStore: sessions,
      authEvents: LoggedAuthEvents,
    });
    const record = (...line: unknown[]) => void lines.push(line);
    const logger: LoggerService = {
      log: () => undefined,
      warn: record,
      error: record,
      fatal: record,
    };
    application = await TestApplication.start(platform, { imports: [auth] }, { logger });
  });
  afterEach(() => application.stop());

  /** Fills every slot of the queue, running and waiting, each from another bucket. */
  const fill = () => {
    const queue = application.find(HashQueue);
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
      () => (customers.findByUsername = rejectUnavailable),
      { ...UNAVAILABLE, userId: null },
      [CAUSE],
    ],
    [
      'the log-in cannot be recorded',
      () => (customers.recordLogin = rejectUnavailable),
      { ...UNAVAILABLE, userId: '7' },
      [CAUSE],
    ],
    [
      'the session cannot be stored',
      () => (sessions.create = rejectUnavailable),
      { ...UNAVAILABLE, userId: '7' },
      [CAUSE],
    ],
  ])(
    'a log-in responds 503, emits one event and logs one line when %s',
    async (_, breakStore, members, cause) => {
      breakStore();
      const response = await application.post('/api/token/', CREDENTIALS);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expectOneLine({ ...members, client: CLIENT }, ...cause);
    },
  );

  it('a log-in responds 503, emits one event and logs one line when the hash queue is full', async () => {
    const release = fill();
    const response = await application.post('/api/token/', CREDENTIALS);
    await release();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    const members = { reason: 'queue_full', detail: 'the hash queue is full', userId: null };
    expectOneLine({ ...members, client: CLIENT });
    expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(200);
  });

  it('PasswordHasher.hash() rejects when the hash queue is full, and works again afterwards', async () => {
    const release = fill();
    await expect(application.find(PasswordHasher).hash('x')).rejects.toMatchObject({
      detail: 'the hash queue is full',
    });
    await release();
    expect(await application.find(PasswordHasher).hash('x')).toBe('plain:x');
  });

  it('TokenService.obtain() emits one event and logs one line when the session cannot be stored', async () => {
    const { username, password } = CREDENTIALS;
    const user = await application.find(CredentialsService).authenticate(username, password);
    sessions.create = rejectUnavailable;
    await expect(application.find(TokenService).obtain(user)).rejects.toBeInstanceOf(AuthError);
    expectOneLine({ ...UNAVAILABLE, userId: '7', client: { ip: null, userAgent: null } }, CAUSE);
  });
});
