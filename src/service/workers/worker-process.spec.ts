import { EventEmitter } from 'node:events';
import { expect, it, jest } from '@jest/globals';
import type { StartMessage } from './worker-message.js';

/** A process that receives no message until it is ready. */
class FakeWorker extends EventEmitter {
  readonly process = { pid: 7, kill: () => true };
  readonly send = jest.fn();
  isConnected = () => true;
}

const fork = jest.fn<() => FakeWorker>();
jest.unstable_mockModule('node:cluster', () => ({ default: { fork } }));

it('sends a stop that was requested before the worker receives messages', async () => {
  const worker = new FakeWorker();
  fork.mockReturnValue(worker);
  const { WorkerProcess } = await import('./worker-process.js');
  const start: StartMessage = { type: 'start', variables: {}, isFirst: false, isTTY: false };
  const ended = new WorkerProcess(start, 2).stop(false, 1_000);
  expect(worker.send).not.toHaveBeenCalled();
  worker.emit('message', { type: 'ready' });
  expect(worker.send.mock.calls).toEqual([[start], [{ type: 'stop', isReplaced: false }]]);
  worker.emit('exit', 0, null);
  worker.emit('disconnect');
  expect(await ended).toEqual({ status: 0, signal: null });
});
