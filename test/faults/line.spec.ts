import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Carrier } from '../support/proxy.js';
import { Chance } from './chance.js';
import { Checker } from './checker.js';
import { Line } from './line.js';
import { Counters } from './counters.js';

const REQUEST = { method: 'GET', path: '/' } as const;

describe('the line to the service', () => {
  let checker: Checker;
  let counters: Counters;
  beforeEach(() => {
    checker = new Checker();
    counters = new Counters();
  });

  const answering = (status: number, headers: [string, string][] = []): Carrier => ({
    carry: () => Promise.resolve({ status, headers: new Map(headers), body: '' }),
  });
  const broken: Carrier = { carry: () => Promise.reject(new Error('reset')) };
  const silent: Carrier = { carry: () => new Promise(() => undefined) };
  const askBy = async (carrier: Carrier, isFlawless = false, hungAfterMs?: number) => {
    const line = new Line([carrier], isFlawless, new Chance(1), counters, checker, hungAfterMs);
    await line.ask(REQUEST);
    return checker.violations;
  };

  it('finds nothing in a 200, in a 503 that says when to come back, and in a lost connection', async () => {
    await askBy(answering(200));
    await askBy(answering(503, [['retry-after', '1']]));
    expect(await askBy(broken)).toEqual([]);
    expect([...counters.outcomes]).toEqual([
      [200, 1],
      [503, 1],
      ['none', 1],
    ]);
  });

  it.each<[string, Carrier, string]>([
    ['a 503 that does not say when to come back', answering(503), 'a 503 has no Retry-After'],
    ['a fault of the service', answering(500), 'an answer was 500'],
    ['an answer that no honest client deserves', answering(422), 'an answer was 422'],
  ])('notices %s', async (_, carrier, violation) => {
    expect(await askBy(carrier)).toEqual([violation]);
  });

  it('notices every request that is not answered while servers only stop', async () => {
    expect(await askBy(broken, true)).toEqual(['a request failed']);
  });

  it('notices a request that is never answered', async () => {
    expect(await askBy(silent, false, 10)).toEqual(['a request hung: no answer within 0.01 s']);
  });
});
