/**
 * CPU time and writes of processes, from /proc. Only on Linux: elsewhere every figure is NaN.
 *
 * @typedef {{ cpuSeconds: number, writeCalls: number, writtenBytes: number }} Usage
 *   `writeCalls`: system calls that write to files or sockets, except `send`; `writtenBytes`: to storage
 * @typedef {ReadonlyMap<number, Usage>} UsageByProcess since the start of each process
 */
import { cpuSecondsOf, numbersIn, readIfExists } from './machine.mjs';

/**
 * @param {readonly number[]} pids
 * @returns {UsageByProcess}
 */
export const usageOf = (pids) =>
  new Map(
    pids.map((pid) => [
      pid,
      { cpuSeconds: cpuSecondsOf(pid), ...writesIn(readIfExists(`/proc/${pid}/io`)) },
    ]),
  );

/** @param {string} io the content of /proc/PID/io */
export function writesIn(io) {
  const field = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]);
  return { writeCalls: field('syscw'), writtenBytes: field('write_bytes') };
}

/**
 * Adds up what processes used in between. A process that started in between counts from zero, and one
 * that has exited does not count.
 *
 * @param {UsageByProcess} before
 * @param {UsageByProcess} after
 * @returns {Usage}
 */
export function usedBetween(before, after) {
  const sum = (/** @type {keyof Usage} */ name) =>
    [...after].reduce((all, [pid, usage]) => all + usage[name] - (before.get(pid)?.[name] ?? 0), 0);
  return {
    cpuSeconds: sum('cpuSeconds'),
    writeCalls: sum('writeCalls'),
    writtenBytes: sum('writtenBytes'),
  };
}

/**
 * @param {number} pid
 * @returns {number[]} the process and its children
 */
export function familyOf(pid) {
  const isChild = (/** @type {number} */ other) =>
    new RegExp(`^PPid:\\s+${pid}$`, 'm').test(readIfExists(`/proc/${other}/status`));
  return [pid, ...numbersIn('/proc').filter(isChild)];
}
