import { beforeEach, describe, expect, it } from '@jest/globals';
import { Batcher } from './batcher.js';

describe('Batcher', () => {
  let ran: string[][];
  let batcher: Batcher<string, string>;

  beforeEach(() => {
    ran = [];
    batcher = new Batcher(
      (item) => item.slice(0, 1),
      (items) => {
        ran.push([...items]);
        if (items.includes('fails')) return Promise.reject(new Error('The batch failed.'));
        return Promise.resolve(items.map((item) => item.toUpperCase()));
      },
      { maxSize: 4, maxRunning: 2 },
    );
  });

  it('runs items of one turn in one batch, and returns the result of each', async () => {
    await expect(Promise.all(['a', 'b', 'c'].map((one) => batcher.add(one)))).resolves.toEqual([
      'A',
      'B',
      'C',
    ]);
    expect(ran).toEqual([['a', 'b', 'c']]);
  });

  it('adds an item of a promise callback to the same batch', async () => {
    const later = Promise.resolve().then(() => batcher.add('b'));
    await Promise.all([batcher.add('a'), later]);
    expect(ran).toEqual([['a', 'b']]);
  });

  it('runs items with the same key in separate batches, in their order', async () => {
    const items = ['a1', 'b1', 'a2', 'a3', 'b2'];
    const results = await Promise.all(items.map((one) => batcher.add(one)));
    expect(results).toEqual(['A1', 'B1', 'A2', 'A3', 'B2']);
    expect(ran).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]);
  });

  it('runs later items in a later batch', async () => {
    await batcher.add('a');
    await batcher.add('b');
    expect(ran).toEqual([['a'], ['b']]);
  });

  it('rejects all items of a batch that fails, and none of the next', async () => {
    const items = ['a', 'fails', 'f2'].map((one) => batcher.add(one));
    const results = await Promise.allSettled(items);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
