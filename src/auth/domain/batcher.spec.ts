import { beforeEach, describe, expect, it } from '@jest/globals';
import { Deferred, settle } from '../../../test/support/deferred.js';
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

describe('Batcher with batches that take time', () => {
  let running: { items: readonly string[]; results: Deferred<(string | Promise<string>)[]> }[];
  let batcher: Batcher<string, string>;
  let ended: string[];

  beforeEach(() => {
    running = [];
    ended = [];
    batcher = new Batcher(
      (item) => item.slice(0, 1),
      (items) => {
        const results = new Deferred<(string | Promise<string>)[]>();
        running.push({ items, results });
        return results.promise;
      },
      { maxSize: 3, maxRunning: 2 },
    );
  });

  const add = (items: string) => {
    for (const item of items.split(' ')) void batcher.add(item).then((one) => ended.push(one));
    return settle();
  };
  const end = async (batch: number) => {
    running[batch]!.results.resolve([...running[batch]!.items]);
    await settle();
    await settle();
  };
  const started = () => running.map(({ items }) => items.join(' '));

  it('starts a single item at the end of the turn, while another batch is running', async () => {
    await add('a');
    expect(started()).toEqual(['a']);
    await add('b');
    expect(started()).toEqual(['a', 'b']);
  });

  it('runs at most the maximum number of items in one batch, in their order', async () => {
    await add('a b c d e');
    expect(started()).toEqual(['a b c', 'd e']);
  });

  it('runs at most the maximum number of batches, and the waiting items share the next', async () => {
    await add('a b c d e f g');
    await add('h');
    expect(started()).toEqual(['a b c', 'd e f']);
    await end(1);
    expect(started()).toEqual(['a b c', 'd e f', 'g h']);
  });

  it('runs the next batch when one of the maximum number has failed', async () => {
    const failures = ['a', 'b', 'c'].map((one) => expect(batcher.add(one)).rejects.toThrow('lost'));
    await add('d e f g');
    running[0]!.results.reject(new Error('lost'));
    await Promise.all(failures);
    await settle();
    expect(started()).toEqual(['a b c', 'd e f', 'g']);
    await end(2);
    expect(ended).toEqual(['g']);
  });

  it('rejects the items of a batch that throws, and runs the next', async () => {
    const throwing = new Batcher<string, string>(
      (item) => item,
      ([item]) => {
        if (item === 'bad') throw new Error('not a promise');
        return Promise.resolve([item!]);
      },
      { maxSize: 1, maxRunning: 1 },
    );
    const results = await Promise.allSettled(['bad', 'good'].map((item) => throwing.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('starts an item after the running batch that has one with its key, and others before', async () => {
    await add('a1 b1');
    await add('a2 c1');
    expect(started()).toEqual(['a1 b1', 'c1']);
    await end(1);
    expect(started()).toEqual(['a1 b1', 'c1']);
    await end(0);
    expect(started()).toEqual(['a1 b1', 'c1', 'a2']);
  });

  it('keeps the order of items with one key, also of those that did not fit', async () => {
    await add('a1 b1 c1 d1 a2 d2 a3');
    expect(started()).toEqual(['a1 b1 c1', 'd1']);
    await end(0);
    expect(started()).toEqual(['a1 b1 c1', 'd1', 'a2']);
    await end(1);
    await end(2);
    expect(started()).toEqual(['a1 b1 c1', 'd1', 'a2', 'd2', 'a3']);
    await end(3);
    await end(4);
    expect(ended).toEqual(['a1', 'b1', 'c1', 'd1', 'a2', 'd2', 'a3']);
  });

  it('ends a batch without waiting for a result that is a promise', async () => {
    await add('a1 b1');
    await add('a2');
    const late = new Deferred<string>();
    running[0]!.results.resolve([late.promise, 'b1']);
    await settle();
    await settle();
    expect(ended).toEqual(['b1']);
    expect(started()).toEqual(['a1 b1', 'a2']);
    late.resolve('a1');
    await settle();
    expect(ended).toEqual(['b1', 'a1']);
  });
});
