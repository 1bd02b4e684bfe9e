import { beforeEach, describe, expect, it } from '@jest/globals';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import {
  AuthError,
  CredentialsService,
  LoggedAuthEvents,
  PasswordHasher,
  TokenService,
} from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, memoryAuth } from './support/customers.js';
import { occupyQueue } from './support/occupy-queue.js';

const CAUSE = new Error('connect ECONNREFUSED');
const DETAIL = 'database: ECONNREFUSED';
const rejectUnavailable = () =>
  Promise.reject(new AuthError('temporarily_unavailable', { detail: DETAIL, cause: CAUSE }));

const CLIENT = { ip: '127.0.0.1', userAgent: expect.any(String) };
const NO_CLIENT = { ip: null, userAgent: null };
const UNAVAILABLE = { reason: 'unavailable', detail: DETAIL };
const QUEUE_FULL = { reason: 'queue_full', detail: 'the hash queue is full' };

describe('unavailable log-ins', () => {
  let application: TestApplication;
  let userStore: Customers;
  let refreshTokenStore: MemoryRefreshTokenStore;
  let lines: unknown[][];

  beforeEach(async () => {
    lines = [];
    userStore = new Customers();
    refreshTokenStore = new MemoryRefreshTokenStore(userStore);
    const record = (...line: unknown[]) => void lines.push(line);
    application = await TestApplication.start({
      imports: [memoryAuth({ userStore, refreshTokenStore, authEvents: LoggedAuthEvents })],
      logger: { log: () => undefined, warn: record, error: record, fatal: record },
    });
  });

  /** Fills every place of the queue. */
  const fill = () => {
    const queue = application.find(HashQueue);
    return occupyQueue(queue, queue.limits.running + queue.limits.waiting);
  };

  const expectOneLine = (members: object, ...cause: Error[]) => {
    const event = { type: 'authn_login_refused', ...members };
    const line = expect.objectContaining({ message: 'authn_login_refused', event }) as object;
    expect(lines).toEqual([[line, ...cause, 'AuthEvents']]);
  };

  const expectUnavailable = async () => {
    const { status, headers } = await application.post('/api/token/', CREDENTIALS);
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  };

  it.each<[string, string | null, () => unknown]>([
    ['the users cannot be read', null, () => (userStore.findByUsername = rejectUnavailable)],
    ['the log-in cannot be recorded', '7', () => (userStore.recordLogin = rejectUnavailable)],
    ['the session cannot be stored', '7', () => (refreshTokenStore.create = rejectUnavailable)],
  ])(
    'a log-in responds 503, emits one event and logs one line when %s',
    async (_, userId, breakStore) => {
      breakStore();
      await expectUnavailable();
      expectOneLine({ ...UNAVAILABLE, userId, client: CLIENT }, CAUSE);
    },
  );

  it('a log-in responds 503, emits one event and logs one line when the hash queue is full', async () => {
    const release = fill();
    await expectUnavailable();
    await release();
    expectOneLine({ ...QUEUE_FULL, userId: null, client: CLIENT });
    await application.obtain();
  });

  it('PasswordHasher.hash() rejects when the hash queue is full, and works again afterwards', async () => {
    const release = fill();
    const hasher = application.find(PasswordHasher);
    await expect(hasher.hash('x')).rejects.toMatchObject({ detail: QUEUE_FULL.detail });
    await release();
    expect(await hasher.hash('x')).toBe('plain:x');
  });

  it('TokenService.obtain() emits one event and logs one line when the session cannot be stored', async () => {
    const { username, password } = CREDENTIALS;
    const user = await application.find(CredentialsService).authenticate(username, password);
    refreshTokenStore.create = rejectUnavailable;
    await expect(application.find(TokenService).obtain(user)).rejects.toBeInstanceOf(AuthError);
    expectOneLine({ ...UNAVAILABLE, userId: '7', client: NO_CLIENT }, CAUSE);
  });
});
