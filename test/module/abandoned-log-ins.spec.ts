import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import type { AuthEvent } from '../../src/index.js';
import { Connection } from '../support/connection.js';
import { Deferred } from '../support/deferred.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, memoryAuth, PlainPasswordHasher } from './support/customers.js';
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

class CountedCustomers extends Customers {
  lookUps = 0;

  override findByUsername(username: string) {
    this.lookUps++;
    return super.findByUsername(username);
  }
}

/** Checks no password until the test opens the gate. */
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
  let userStore: CountedCustomers;
  let passwordHasher: HeldPasswordHasher;
  let events: AuthEvent[];

  beforeEach(async () => {
    events = [];
    userStore = new CountedCustomers();
    passwordHasher = new HeldPasswordHasher();
    const authEvents = { emit: (event: AuthEvent) => events.push(event) };
    const imports = [memoryAuth({ userStore, passwordHasher, authEvents })];
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

  it('removes the pipelined log-ins of a closed connection from the queue, before any user look-up', async () => {
    const free = occupy();
    const { connection } = await openConnection();
    connection.send(LOG_IN.repeat(40));
    await until(() => queue.counts.waiting === 40);
    connection.close();
    await until(() => queue.counts.waiting === 0);
    expect(queue.counts.cancelled).toBe(40);
    await free();
    expect([userStore.lookUps, events]).toEqual([0, []]);
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
