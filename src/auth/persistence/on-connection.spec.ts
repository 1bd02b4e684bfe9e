import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { onConnection, takeConnection } from './on-connection.js';

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

  it('is kept after a statement', async () => {
    const { client, released } = connection();
    expect(await onConnection(client, () => Promise.resolve('done'))).toBe('done');
    expect(released).toEqual([false]);
  });

  it('may be lost at any moment until it is released, without an uncaught exception', async () => {
    const { client } = connection();
    const lose = () => client.emit('error', new Error('lost'));
    // PostgreSQL may terminate a connection in the same packet in which it accepts it.
    const connect = (receive: (error: undefined, client: PoolClient) => void) => {
      receive(undefined, client);
      lose();
    };
    const taken = await takeConnection({ connect } as unknown as Pool);
    expect(lose()).toBe(true);
    await onConnection(taken, () => Promise.resolve(lose()));
    expect(client.listenerCount('error')).toBe(0);
  });

  it('that cannot be opened rejects with the error of the driver', async () => {
    const failure = new Error('too many clients already');
    const connect = (receive: (error: Error) => void) => receive(failure);
    await expect(takeConnection({ connect } as unknown as Pool)).rejects.toBe(failure);
  });
});
