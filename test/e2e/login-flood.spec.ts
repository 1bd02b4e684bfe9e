import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UNQUEUED_PASSWORD_HASHER } from '../../src/auth/users/queued-password-hasher.js';
import { type PasswordHasher, UserStore } from '../../src/index.js';
import { EventLoopLoad } from '../../src/auth/users/event-loop-load.js';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import { Deferred } from '../support/deferred.js';
import type { HttpResponse } from '../support/http-client.js';
import { ALICE } from '../support/deployment.js';
import type { Tokens } from '../support/api-client.js';
import { type InProcessService, TestService } from '../support/service.js';

/** The credentials of every attacker. An unknown user costs a look-up and a hash. */
const GUESS = { username: 'mallory', password: 'a guess' };

describe('a flood of log-ins', () => {
  let service: InProcessService;
  let queue: HashQueue;
  let tokens: Tokens;
  let free: () => Promise<unknown>;
  /** The passwords in the order of their hashes. */
  const verified: string[] = [];

  beforeAll(async () => {
    // The queue then has as many places as its limit, without the spare one.
    jest.spyOn(EventLoopLoad.prototype, 'isIdle', 'get').mockReturnValue(false);
    service = await TestService.startInProcess(
      'sqlite',
      {},
      { trustProxy: ['127.0.0.0/8', '::1'] },
    );
    queue = service.app.get(HashQueue, { strict: false });
    await service.users.create(ALICE);
    // Argon2id would take a minute for all of these log-ins.
    const hasher = service.app.get<PasswordHasher>(UNQUEUED_PASSWORD_HASHER, { strict: false });
    hasher.verify = (_hash, password) => {
      verified.push(password);
      return Promise.resolve(password === ALICE.password);
    };
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    tokens = await service.obtain(ALICE.username);
    verified.length = 0;
    const end = new Deferred<void>();
    const held = Array.from({ length: queue.limits.running }, () =>
      queue.run(() => end.promise, { bucket: 'held' }),
    );
    free = () => {
      end.resolve();
      return Promise.all(held);
    };
  });

  const logInFrom = (address: string, credentials = GUESS): Promise<HttpResponse> =>
    service.logInAs(credentials, { 'X-Forwarded-For': address });

  /** Waits until the queue has taken all attempts it can. @returns the promise of all statuses */
  const flood = async (addresses: readonly string[]) => {
    const attempts = Promise.all(addresses.map((address) => logInFrom(address)));
    const wanted = Math.min(addresses.length, queue.limits.waiting);
    while (queue.counts.waiting < wanted) await setTimeout(5);
    return { statuses: attempts.then((responses) => responses.map(({ status }) => status)) };
  };
  const times = (count: number, addressOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => addressOf(index));

  it.each([
    ['one address', () => '192.0.2.1'],
    ['one address in several spellings', (i: number) => ['192.0.2.1', '::ffff:192.0.2.1'][i % 2]!],
    ['one /64 of IPv6', (i: number) => `2001:db8:1:2::${i.toString(16)}`],
    ['no address', (i: number) => `unknown-${i}`],
  ])(
    'lets other addresses log in first and responds 503 only to the flood when it comes from %s',
    async (_, addressOf) => {
      const { refused } = queue.counts;
      const { statuses } = await flood(times(70, addressOf));
      const addresses = ['198.51.100.1', '2001:db8:1:3::1'];
      const others = addresses.map((address) => logInFrom(address, ALICE));
      // Six attempts of the flood exceed the queue, and each other client displaces one more.
      while (queue.counts.refused < refused + 8) await setTimeout(5);
      await free();
      expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200]);
      expect((await statuses).filter((status) => status === 503)).toHaveLength(8);
      // The flood's bucket came first. After one of its jobs it is the turn of the other buckets.
      const [first, ...next] = verified.slice(0, 3);
      expect([first, next]).toEqual([GUESS.password, [ALICE.password, ALICE.password]]);
    },
  );

  it('queues 64 log-ins and responds 503 to the others when a flood comes from many addresses', async () => {
    const { statuses } = await flood(times(70, (index) => `198.18.${index}.1`));
    expect(queue.counts.waiting).toBe(64);
    await free();
    expect((await statuses).filter((status) => status === 503)).toHaveLength(6);
  });

  it('looks up the users of at most 32 queued log-ins, and still refreshes and accepts tokens', async () => {
    const users = service.app.get(UserStore, { strict: false });
    const lookUp = jest.spyOn(users, 'findByUsername');
    const { statuses } = await flood(times(70, () => '192.0.2.1'));
    const others = [
      (await service.me(tokens.access)).status,
      (await service.refresh(tokens.refresh)).status,
    ];
    const lookUps = lookUp.mock.calls.length;
    lookUp.mockRestore();
    await free();
    await statuses;
    expect([others, lookUps]).toEqual([[200, 200], 32]);
  });
});
