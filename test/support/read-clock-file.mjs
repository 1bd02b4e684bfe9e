/**
 * Replaces the clock of a process before other code is loaded: `Date` returns the time in the file
 * that TEST_TIME names (epoch milliseconds). Every call reads the file, so a new time applies at
 * once. The monotonic clock makes the same steps and keeps running, so that timeouts of the process
 * still end.
 */
import { openSync, readSync } from 'node:fs';

const SystemDate = Date;
const file = openSync(/** @type {string} */ (process.env['TEST_TIME']), 'r');
const bytes = Buffer.alloc(16);

function now() {
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return Number(bytes.toString('latin1', 0, length));
}

const startTime = now();
const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() + now() - startTime;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, parts, made) =>
    Reflect.construct(target, parts.length === 0 ? [now()] : parts, made),
  apply: () => new SystemDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
