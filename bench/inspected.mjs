/**
 * Loaded into the service with `--import`: profiles it and measures its heap on request of the parent.
 *
 * @typedef {'startProfile' | 'stopProfile' | 'measureHeap'} Command
 */
import { Session } from 'node:inspector/promises';
import { memoryUsage } from 'node:process';

/** Below V8's default of 1 ms, because a refresh takes less. */
const SAMPLING_INTERVAL_US = 250;

const session = new Session();
session.connect();

/** @type {Record<Command, () => Promise<object>>} */
const COMMANDS = {
  async startProfile() {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
    await session.post('Profiler.start');
    return {};
  },

  async stopProfile() {
    const { profile } = await session.post('Profiler.stop');
    await session.post('Profiler.disable');
    return profile;
  },

  /** Collects garbage, so that only reachable objects count. */
  async measureHeap() {
    await session.post('HeapProfiler.collectGarbage');
    return { usedBytes: memoryUsage().heapUsed };
  },
};

process.on('message', (command) => {
  void COMMANDS[/** @type {{ name: Command }} */ (command).name]().then((reply) =>
    process.send?.(reply),
  );
});
// The channel must not keep the process running after its shutdown.
process.channel?.unref();
