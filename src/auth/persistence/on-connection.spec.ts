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
    ['a timeout of the client', undefined, true],
  ])('after %s (%s) closes the connection: %s', async (_, code, isClosed) => {
    const { client, released } = connection();
    const failure = Object.assign(new Error('failed'), { code });
    await expect(onConnection(client, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(released).toEqual([isClosed]);
  });

  it('keeps the connection after a statement', async () => {
    const { client, released } = connection();
    expect(await onConnection(client, () => Promise.resolve('done'))).toBe('done');
    expect(released).toEqual([false]);
  });

  it('handles an error that a taken connection emits, until it is released', async () => {
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

  it('rejects with the error of the driver when no connection can be opened', async () => {
    const failure = new Error('too many clients already');
    const connect = (receive: (error: Error) => void) => receive(failure);
    await expect(takeConnection({ connect } as unknown as Pool)).rejects.toBe(failure);
  });
});
