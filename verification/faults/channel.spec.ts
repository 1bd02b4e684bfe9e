import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Carrier } from '../../test/support/proxy.js';
import { SeededRandom } from '../support/seeded-random.js';
import { Checker } from './checker.js';
import { Channel } from './channel.js';
import { Counters } from './counters.js';

const REQUEST = { method: 'GET', path: '/' } as const;

describe('the channel to the service', () => {
  let checker: Checker;
  let counters: Counters;
  beforeEach(() => {
    checker = new Checker();
    counters = new Counters();
  });

  const responding = (status: number, headers: [string, string][] = []): Carrier => ({
    carry: () => Promise.resolve({ status, headers: new Map(headers), body: '' }),
  });
  const broken: Carrier = { carry: () => Promise.reject(new Error('reset')) };
  const silent: Carrier = { carry: () => new Promise(() => undefined) };
  const sendBy = async (carrier: Carrier, isFlawless = false, hungAfterMs?: number) => {
    const channel = new Channel(
      [carrier],
      isFlawless,
      new SeededRandom(1),
      counters,
      checker,
      hungAfterMs,
    );
    await channel.send(REQUEST);
    return checker.violations;
  };

  it('the channel accepts a 200, a 503 with Retry-After, and a lost connection', async () => {
    await sendBy(responding(200));
    await sendBy(responding(503, [['retry-after', '1']]));
    expect(await sendBy(broken)).toEqual([]);
    expect([...counters.outcomes]).toEqual([
      [200, 1],
      [503, 1],
      ['none', 1],
    ]);
  });

  it.each<[string, Carrier, string]>([
    ['a 503 without Retry-After', responding(503), 'a 503 has no Retry-After'],
    ['a server error', responding(500), 'unexpected status 500'],
    ['an unexpected status', responding(422), 'unexpected status 422'],
  ])('the channel reports %s', async (_, carrier, violation) => {
    expect(await sendBy(carrier)).toEqual([violation]);
  });

  it('the channel reports a lost connection when no request may fail', async () => {
    expect(await sendBy(broken, true)).toEqual(['a request failed']);
  });

  it('the channel reports a request without a response', async () => {
    expect(await sendBy(silent, false, 10)).toEqual(['a request hung: no response within 0.01 s']);
  });
});
