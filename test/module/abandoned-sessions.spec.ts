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
import { CREDENTIALS, Customers, PlainPasswords } from './support/customers.js';
import { Host, PLATFORMS } from './support/host.js';

const BODY = JSON.stringify(CREDENTIALS);
const LOG_IN = [
  'POST /api/token/ HTTP/1.1',
  'Host: keyturn',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** Customers who are looked up, and passwords that are verified, when the test allows it. */
class CountedCustomers extends Customers {
  lookUps = 0;

  override findByUsername(username: string) {
    this.lookUps++;
    return super.findByUsername(username);
  }
}

class HeldPasswords extends PlainPasswords {
  readonly begun = new Deferred<void>();
  gate = Promise.resolve();

  override async verify(hash: string, password: string): Promise<boolean> {
    this.begun.resolve();
    await this.gate;
    return super.verify(hash, password);
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(5);
}

describe.each(PLATFORMS)('a client that closes its connection (%s)', (platform) => {
  let host: Host;
  let queue: HashQueue;
  let customers: CountedCustomers;
  let passwords: HeldPasswords;
  let events: AuthEvent[];

  beforeEach(async () => {
    events = [];
    customers = new CountedCustomers();
    passwords = new HeldPasswords();
    const auth = AuthModule.forRoot({
      secret: SECRET,
      userStore: customers,
      passwordHasher: passwords,
      refreshTokenStore: new MemoryRefreshTokenStore(new MemoryUserDirectory()),
      authEvents: { emit: (event) => events.push(event) },
    });
    host = await Host.start(platform, { imports: [auth] });
    queue = host.find(HashQueue);
  });
  afterEach(() => host.stop());

  /** @returns what frees all places */
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
    const accepted = once(host.app.getHttpServer() as Server, 'connection');
    const connection = await Connection.open(host.url);
    const [socket] = (await accepted) as [Socket];
    return { connection, socket };
  };

  it('takes all of its pipelined log-ins out of the queue, before a user was looked up', async () => {
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

  it('leaves the log-ins of other connections from its address in the queue', async () => {
    const free = occupy();
    const [gone, kept] = [await openConnection(), await openConnection()];
    kept.connection.send(LOG_IN);
    gone.connection.send(LOG_IN.repeat(3));
    await until(() => queue.counts.waiting === 4);
    gone.connection.close();
    await until(() => queue.counts.waiting === 1);
    await free();
    expect((await kept.connection.read()).status).toBe(200);
    kept.connection.close();
  });

  it('begins no session when it closes while its password is hashed', async () => {
    const hashed = new Deferred<void>();
    passwords.gate = hashed.promise;
    const { connection, socket } = await openConnection();
    connection.send(LOG_IN);
    await passwords.begun.promise;
    const closed = once(socket, 'close');
    connection.close();
    await closed;
    hashed.resolve();
    await until(() => queue.counts.running === 0);
    expect((await host.post('/api/token/', CREDENTIALS)).status).toBe(200);
    const types = events.map(({ type }) => type);
    expect(types).toEqual(['authn_login_success', 'authn_token_created']);
  });

  it('keeps a connection that stays, for one log-in after the other', async () => {
    const { connection } = await openConnection();
    for (let time = 0; time < 12; time++) {
      connection.send(LOG_IN);
      expect((await connection.read()).status).toBe(200);
    }
    connection.close();
    expect(queue.counts.cancelled).toBe(0);
  });
});
