import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Counter, ThrottleStore } from '../../auth/domain/throttle/throttle.store.js';
import { assertSame } from './assert-same.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

/** A store of counters. */
export interface ThrottleStoreFixture {
  /** The store under test. */
  store: ThrottleStore;
  /** The same data through another connection. @default `store` */
  other?: ThrottleStore;
  /** Releases the store after the tests. */
  close?(): Promise<void>;
}

/** A counter that no other test uses. */
const counterOf = (members: Partial<Counter> = {}): Counter => ({
  key: randomUUID(),
  limit: 2,
  seconds: 3600,
  ...members,
});

async function countTimes(store: ThrottleStore, counter: Counter, times: number) {
  const counts: number[] = [];
  for (let time = 0; time < times; time++) counts.push((await store.count(counter)).count);
  return counts;
}

/** Defines the tests that every `ThrottleStore` must pass. */
export function describeThrottleStore(
  open: () => Promise<ThrottleStoreFixture>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('ThrottleStore', open, runner, (it) => {
    it('counts attempts, also beyond the limit', async ({ store }) => {
      assertSame(await countTimes(store, counterOf(), 4), [1, 2, 3, 4]);
    });

    it('counts each key for itself', async ({ store }) => {
      await countTimes(store, counterOf(), 2);
      assertSame(await countTimes(store, counterOf(), 1), [1]);
    });

    it('gives every attempt of many at the same time another count', async (fixture) => {
      const { store, other = store } = fixture;
      const counter = counterOf();
      const stores = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? store : other));
      const counts = await Promise.all(stores.map((one) => one.count(counter)));
      const sorted = counts.map(({ count }) => count).sort((a, b) => a - b);
      assertSame(
        sorted,
        stores.map((_, index) => index + 1),
      );
    });

    it('counts, subtracts and resets the same counters at the same time without an error', async (fixture) => {
      const { store, other = store } = fixture;
      const counters = Array.from({ length: 6 }, () => counterOf({ limit: 1000 }));
      const work = Array.from({ length: 40 }, async (_, index) => {
        const one = index % 2 === 0 ? store : other;
        const ordered = index % 4 < 2 ? counters : counters.toReversed();
        const counts = await Promise.all(ordered.map((counter) => one.count(counter)));
        const given = ordered.slice(0, 3).map((counter, at) => one.giveBack(counter, counts[at]!));
        await Promise.all([...given, one.reset(ordered.slice(3))]);
      });
      await Promise.all(work);
      await store.reset(counters);
      for (const counter of counters) assertSame(await countTimes(store, counter, 1), [1]);
    });

    it('returns when the counter starts again', async ({ store }) => {
      const counter = counterOf();
      for (const { resetsInMs } of [await store.count(counter), await store.count(counter)]) {
        assert.ok(resetsInMs > 3_590_000 && resetsInMs <= 3_600_000, String(resetsInMs));
      }
    });

    it('returns the cool-down when the limit is exceeded', async ({ store }) => {
      const counter = counterOf({ coolDownSeconds: 60 });
      const waits: number[] = [];
      for (let time = 0; time < 4; time++) waits.push((await store.count(counter)).resetsInMs);
      assertSame(
        waits.map((wait) => wait > 60_000),
        [true, true, false, false],
      );
      assert.ok(waits[3]! > 50_000, String(waits[3]));
    });

    it('starts again at zero after its time, and after its cool-down', async ({ store }) => {
      const counter = counterOf({ seconds: 1 });
      const cooling = counterOf({ coolDownSeconds: 1 });
      await countTimes(store, counter, 3);
      await countTimes(store, cooling, 3);
      await setTimeout(1_100);
      assertSame(
        [await countTimes(store, counter, 1), await countTimes(store, cooling, 1)],
        [[1], [1]],
      );
    });

    it('subtracts an attempt', async ({ store }) => {
      const counter = counterOf();
      const counted = await store.count(counter);
      await store.count(counter);
      await store.giveBack(counter, counted);
      assertSame(await countTimes(store, counter, 1), [2]);
    });

    it('subtracts nothing below zero', async ({ store }) => {
      const counter = counterOf();
      const counted = await store.count(counter);
      await store.giveBack(counter, counted);
      await store.giveBack(counter, counted);
      assertSame(await countTimes(store, counter, 1), [1]);
    });

    it('subtracts nothing from a counter that has started again since', async ({ store }) => {
      const counter = counterOf({ seconds: 1 });
      const early = await store.count(counter);
      await setTimeout(1_100);
      await store.giveBack(counter, early);
      assertSame(await countTimes(store, counter, 2), [1, 2]);
      await store.giveBack(counter, early);
      assertSame(await countTimes(store, counter, 1), [3]);
    });

    it('resets several counters, and unknown ones', async ({ store }) => {
      const counters = [counterOf(), counterOf({ coolDownSeconds: 60 }), counterOf()];
      for (const counter of counters.slice(0, 2)) await countTimes(store, counter, 4);
      await store.reset(counters);
      for (const counter of counters) assertSame(await countTimes(store, counter, 1), [1]);
    });
  });
}
