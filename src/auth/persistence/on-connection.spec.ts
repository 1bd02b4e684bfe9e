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

describe('a connection of a pool', () => {
  it.each([
    ['of a duplicate', '23505', false],
    ['that the server cancelled', '57014', false],
    ['that met a conflict', '40001', false],
    ['that the server had no memory for', '53200', false],
    ['on a server that only reads', '25006', true],
    ['while the server was shut down', '57P01', true],
    ['whose connection failed', '08006', true],
    ['whose connection was reset', 'ECONNRESET', true],
    ['whose pipe was broken', 'EPIPE', true],
    ['that was given up here', undefined, true],
  ])('after a statement %s (%s) is closed: %s', async (_, code, isClosed) => {
    const { client, released } = connection();
    const failure = Object.assign(new Error('failed'), { code });
    await expect(onConnection(client, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(released).toEqual([isClosed]);
  });

  it('is kept after a statement, and an error that it emits meanwhile is no uncaught one', async () => {
    const { client, released } = connection();
    const work = () => Promise.resolve(client.emit('error', new Error('lost')));
    expect(await onConnection(client, work)).toBe(true);
    expect(released).toEqual([false]);
    expect(client.listenerCount('error')).toBe(0);
  });
});
