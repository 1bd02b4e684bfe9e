import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import { type AuthEvent, AuthModule } from '../../src/index.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../src/testing/index.js';
import { Connection } from '../support/connection.js';
import { Deferred } from '../support/deferred.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswordHasher } from './support/customers.js';
import { TestApplication, PLATFORMS } from './support/application.js';

const BODY = JSON.stringify(CREDENTIALS);
const LOG_IN = [
  'POST /api/token/ HTTP/1.1',
  'Host: keyturn',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** Count look-ups, and hold password checks until the test lets them continue. */
class CountedCustomers extends Customers {
  lookUps = 0;

  override findByUsername(username: string) {
    this.lookUps++;
    return super.findByUsername(username);
  }
}

class HeldPasswordHasher extends PlainPasswordHasher {
  readonly started = new Deferred<void>();
  gate = Promise.resolve();

  override async verify(hash: string, password: string): Promise<boolean> {
    this.started.resolve();
    await this.gate;
    return super.verify(hash, password);
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

describe.each(PLATFORMS)('abandoned log-ins (%s)', (platform) => {
  let application: TestApplication;
  let queue: HashQueue;
  let customers: CountedCustomers;
  let passwords: HeldPasswordHasher;
  let events: AuthEvent[];

  beforeEach(async () => {
    events = [];
    customers = new CountedCustomers();
    passwords = new HeldPasswordHasher();
    const auth = AuthModule.forRoot({
      secret: SECRET,
      userStore: customers,
      passwordHasher: passwords,
      refreshTokenStore: new MemoryRefreshTokenStore(new MemoryUserDirectory()),
      authEvents: { emit: (event) => events.push(event) },
    });
    application = await TestApplication.start(platform, { imports: [auth] });
    queue = application.find(HashQueue);
  });
  afterEach(() => application.stop());

  /** Fills every slot of the queue. @returns a function that frees them */
  const occupy = () => {
    const end = new Deferred<void>();
    const works = Array.from({ length: queue.limits.running }, () =>
      queue.run(() => end.promise, { bucket: 'held' }),
    );
    return async () => {
      end.resolve();
      await Promise.all(works);
    };
  };
  const openConnection = async () => {
    const accepted = once(application.app.getHttpServer() as Server, 'connection');
    const connection = await Connection.open(application.url);
    const [socket] = (await accepted) as [Socket];
    return { connection, socket };
  };

  it('removes the pipelined log-ins of a closed connection from the queue, before any user look-up', async () => {
    const free = occupy();
    const { connection } = await openConnection();
    connection.send(LOG_IN.repeat(40));
    await until(() => queue.counts.waiting === 40);
    connection.close();
    await until(() => queue.counts.waiting === 0);
    expect(queue.counts.cancelled).toBe(40);
    await free();
    expect([customers.lookUps, events]).toEqual([0, []]);
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
    passwords.gate = hashed.promise;
    const { connection, socket } = await openConnection();
    connection.send(LOG_IN);
    await passwords.started.promise;
    const closed = once(socket, 'close');
    connection.close();
    await closed;
    hashed.resolve();
    await until(() => queue.counts.running === 0);
    expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(200);
    const types = events.map(({ type }) => type);
    expect(types).toEqual(['authn_login_success', 'authn_token_created']);
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
