import { beforeEach, describe, expect, it } from '@jest/globals';
import { Rounds } from './rounds.js';

describe('Rounds', () => {
  let ran: string[][];
  let rounds: Rounds<string, string>;

  beforeEach(() => {
    ran = [];
    rounds = new Rounds(
      (item) => item.slice(0, 1),
      (items) => {
        ran.push([...items]);
        if (items.includes('fails')) return Promise.reject(new Error('The round failed.'));
        return Promise.resolve(items.map((item) => item.toUpperCase()));
      },
    );
  });

  it('runs the items of one time together, and returns the result of each', async () => {
    await expect(Promise.all(['a', 'b', 'c'].map((one) => rounds.add(one)))).resolves.toEqual([
      'A',
      'B',
      'C',
    ]);
    expect(ran).toEqual([['a', 'b', 'c']]);
  });

  it('runs items that are added after promises of the same time', async () => {
    const later = Promise.resolve().then(() => rounds.add('b'));
    await Promise.all([rounds.add('a'), later]);
    expect(ran).toEqual([['a', 'b']]);
  });

  it('runs items with the same key in separate rounds, in their order', async () => {
    const items = ['a1', 'b1', 'a2', 'a3', 'b2'];
    const results = await Promise.all(items.map((one) => rounds.add(one)));
    expect(results).toEqual(['A1', 'B1', 'A2', 'A3', 'B2']);
    expect(ran).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]);
  });

  it('runs later items in a later round', async () => {
    await rounds.add('a');
    await rounds.add('b');
    expect(ran).toEqual([['a'], ['b']]);
  });

  it('rejects all items of a round that fails, and none of the next', async () => {
    const items = ['a', 'fails', 'f2'].map((one) => rounds.add(one));
    const results = await Promise.allSettled(items);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
