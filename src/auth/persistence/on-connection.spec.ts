import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { onConnection } from './on-connection.js';

const connection = () => {
  const released: unknown[] = [];
  const client = Object.assign(new EventEmitter(), {
    release: (isBroken: unknown) => void released.push(isBroken),
  }) as unknown as PoolClient;
  return { client, released };
};

describe('onConnection', () => {
  it.each([
    ['a duplicate', '23505', false],
    ['a cancelled statement', '57014', false],
    ['a serialization failure', '40001', false],
    ['a server without memory', '53200', false],
    ['a read-only server', '25006', true],
    ['a server that shuts down', '57P01', true],
    ['a failed connection', '08006', true],
    ['a reset connection', 'ECONNRESET', true],
    ['a broken pipe', 'EPIPE', true],
    ['a time-out of the client', undefined, true],
  ])('after %s (%s) closes the connection: %s', async (_, code, isClosed) => {
    const { client, released } = connection();
    const failure = Object.assign(new Error('failed'), { code });
    await expect(onConnection(client, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(released).toEqual([isClosed]);
  });

  it('keeps the connection after a statement and handles an error that it emits', async () => {
    const { client, released } = connection();
    const work = () => Promise.resolve(client.emit('error', new Error('lost')));
    expect(await onConnection(client, work)).toBe(true);
    expect(released).toEqual([false]);
    expect(client.listenerCount('error')).toBe(0);
  });
});
