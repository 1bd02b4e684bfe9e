import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EventLoopLoad } from '../../src/auth/users/event-loop-load.js';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import {
  AuthError,
  type AuthEvent,
  AuthModule,
  CredentialsService,
  LoggedAuthEvents,
  PasswordHasher,
  TokenService,
} from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { Connection } from '../support/connection.js';
import { Deferred } from '../support/deferred.js';
import { SECRET } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, memoryAuth, PlainPasswordHasher } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { occupyQueue } from './support/occupy-queue.js';

const BODY = JSON.stringify(CREDENTIALS);
const LOG_IN = [
  'POST /api/token/ HTTP/1.1',
  'Host: keyturn',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** Checks no password until the test opens the gate. */
class HeldPasswordHasher extends PlainPasswordHasher {
  readonly started = new Deferred<void>();
  gate = Promise.resolve();
  verifications = 0;

  override async verify(hash: string, password: string): Promise<boolean> {
    this.started.resolve();
    this.verifications++;
    await this.gate;
    return super.verify(hash, password);
  }
}

/** The queue then has as many places as its limit, without the spare one. */
beforeEach(() => {
  jest.spyOn(EventLoopLoad.prototype, 'isIdle', 'get').mockReturnValue(false);
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

describe.each(PLATFORMS)('abandoned log-ins (%s)', (platform) => {
  let application: TestApplication;
  let queue: HashQueue;
  let passwordHasher: HeldPasswordHasher;
  let events: AuthEvent[];

  beforeEach(async () => {
    events = [];
    const userStore = new Customers();
    passwordHasher = new HeldPasswordHasher();
    const authEvents = { emit: (event: AuthEvent) => events.push(event) };
    // Limits of log-ins would keep most of them out of the queue.
    const loginThrottle = 'off';
    const imports = [memoryAuth({ userStore, passwordHasher, authEvents, loginThrottle })];
    application = await TestApplication.start({ platform, imports });
    queue = application.find(HashQueue);
  });

  const occupy = () => occupyQueue(queue, queue.limits.running);
  const openConnection = async () => {
    const accepted = once(application.app.getHttpServer() as Server, 'connection');
    const connection = await Connection.open(application.url);
    const [socket] = (await accepted) as [Socket];
    return { connection, socket };
  };

  it('removes the pipelined log-ins of a closed connection from the queue, and hashes none of them', async () => {
    const free = occupy();
    const { connection } = await openConnection();
    connection.send(LOG_IN.repeat(40));
    await until(() => queue.counts.waiting === 40);
    connection.close();
    await until(() => queue.counts.waiting === 0);
    expect(queue.counts.cancelled).toBe(40);
    await free();
    expect([passwordHasher.verifications, events]).toEqual([0, []]);
  });

  it('keeps the log-ins of other connections from the same address in the queue', async () => {
    const free = occupy();
    const [abandoned, kept] = [await openConnection(), await openConnection()];
    kept.connection.send(LOG_IN);
    abandoned.connection.send(LOG_IN.repeat(3));
    await until(() => queue.counts.waiting === 4);
    abandoned.connection.close();
    await until(() => queue.counts.waiting === 1);
    await free();
    expect((await kept.connection.read()).status).toBe(200);
    kept.connection.close();
  });

  it('starts no session when the client closes the connection while its password is hashed', async () => {
    const hashed = new Deferred<void>();
    passwordHasher.gate = hashed.promise;
    const { connection, socket } = await openConnection();
    connection.send(LOG_IN);
    await passwordHasher.started.promise;
    const closed = once(socket, 'close');
    connection.close();
    await closed;
    hashed.resolve();
    await until(() => queue.counts.running === 0);
    await application.obtain();
    const types = events.map(({ type }) => type);
    expect(types).toEqual(['authn_login_success', 'authn_login_unfamiliar', 'authn_token_created']);
  });

  it('serves one log-in after the other on a connection that stays open', async () => {
    const { connection } = await openConnection();
    for (let time = 0; time < 12; time++) {
      connection.send(LOG_IN);
      expect((await connection.read()).status).toBe(200);
    }
    connection.close();
    expect(queue.counts.cancelled).toBe(0);
  });
});

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

const FORM = 'application/x-www-form-urlencoded';
const DAMAGED = 'Replacement characters are not allowed: U+FFFD.';
const INEXACT = 'This number may not be exact. Send it as a string.';

/** The parsers of the application replace bytes and round numbers before Keyturn gets the body. */
describe.each(PLATFORMS)('log-ins in an application with other body parsers on %s', (platform) => {
  let application: TestApplication;

  beforeAll(async () => {
    const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET })];
    application = await TestApplication.start({ platform, imports });
    const names = ['9007199254740992', '9007199254740993', '1', '1.5', 'zoë'];
    for (const username of names)
      await createUser(application, username, { username, password: 'pässwörd' });
  });

  const logIn = async (body: string | Buffer<ArrayBuffer>, type = 'application/json') => {
    const headers = { 'Content-Type': type };
    const { status, json } = await application.send('POST', '/api/token/', body, headers);
    return status === 200 ? { status } : { status, json };
  };

  it('responds 400 when the parser of the application has replaced bytes of the password', async () => {
    const body = '{"username":"zoë","password":"pässwörd"}';
    expect(await logIn(body)).toEqual({ status: 200 });
    expect(await logIn(Buffer.from(body, 'latin1'))).toEqual({
      status: 400,
      json: { username: [DAMAGED], password: [DAMAGED] },
    });
  });

  it('does not log in when the parser of the application has decoded a form that is not UTF-8', async () => {
    const { status } = await logIn('username=zo%C3%AB&password=p%C3%A4ssw%C3%B6rd', FORM);
    expect(status).toBe(200);
    const { status: ofLatin1 } = await logIn('username=1&password=p%E4ssw%F6rd', FORM);
    expect([400, 401]).toContain(ofLatin1);
  });

  it.each(['9007199254740993', '9007199254740992', '1.5', '1e400', '-0'])(
    'responds 400 to the number %s as username, because another number may have been sent',
    async (number) => {
      const json = { username: [INEXACT] };
      const body = `{"username":${number},"password":"pässwörd"}`;
      expect(await logIn(body)).toEqual({ status: 400, json });
    },
  );

  it('accepts a number as username when its text is unambiguous', async () => {
    expect(await logIn('{"username":1,"password":"pässwörd"}')).toEqual({ status: 200 });
  });
});

it.each([
  ['203.0.113.9:51008', '203.0.113.9'],
  ['192.0.2.66, [2001:db8::17]:4711', '2001:db8::17'],
  ['192.0.2.66, unknown', null],
])(
  'records for X-Forwarded-For %j the address %p in an Express application that trusts one proxy',
  async (header, ip) => {
    const events: AuthEvent[] = [];
    const application = await TestApplication.start({
      platform: 'express',
      imports: [memoryAuth({ authEvents: { emit: (event) => events.push(event) } })],
      prepare: (app) => (app as NestExpressApplication).set('trust proxy', 1),
    });
    const headers = { 'X-Forwarded-For': header };
    expect((await application.post('/api/token/', CREDENTIALS, headers)).status).toBe(200);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'authn_login_success',
        client: expect.objectContaining({ ip }),
      }),
    );
  },
);
