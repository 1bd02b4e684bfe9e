import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { type Driver, servicePoolOf } from './service-pool.js';

/** The part of the driver's pool that a new connection uses. */
class DriverPool extends EventEmitter {}

const WAIT = { busyMs: 2_000, silentMs: 700 };

describe('the pool of the service', () => {
  it('continues when a connection is lost before its receiver listens for errors', () => {
    const Pool = servicePoolOf({ Pool: DriverPool } as unknown as Driver, WAIT);
    const client = new EventEmitter();
    new Pool().emit('connect', client);
    expect(client.emit('error', new Error('terminating connection'))).toBe(true);
  });
});
