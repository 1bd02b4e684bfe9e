import { EventEmitter, getMaxListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { closeSignalOf } from './close-signal.js';

class TestConnection extends EventEmitter {
  destroyed = false;

  close(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('closeSignalOf', () => {
  it.each([
    ['Express', (socket: object) => ({ socket })],
    ['Fastify', (socket: object) => ({ raw: { socket } })],
    ['HTTP/2', (stream: object) => ({ raw: { stream, socket: new TestConnection() } })],
  ])('returns a signal that is aborted when the connection closes (%s)', (_, requestOn) => {
    const connection = new TestConnection();
    const signal = closeSignalOf(requestOn(connection));
    expect(signal?.aborted).toBe(false);
    connection.close();
    expect(signal?.aborted).toBe(true);
  });

  it('returns an aborted signal for a closed connection', () => {
    const socket = new TestConnection();
    socket.close();
    expect(closeSignalOf({ socket })?.aborted).toBe(true);
  });

  it('returns one signal for all requests of a connection, with any number of listeners', () => {
    const socket = new TestConnection();
    const signals = Array.from({ length: 70 }, () => closeSignalOf({ raw: { socket } })!);
    expect(new Set(signals).size).toBe(1);
    expect(socket.listenerCount('close')).toBe(1);
    expect(getMaxListeners(signals[0]!)).toBe(Infinity);
  });

  it.each([
    ['none', {}],
    ['null', { socket: null }],
    ['a plain object', { socket: {} }],
  ])('returns undefined when the connection is %s', (_, request) => {
    expect(closeSignalOf(request)).toBeUndefined();
  });
});
