/**
 * Loaded into a process before all else: both of its clocks stand at the time that the file says
 * which TEST_TIME names (epoch milliseconds). Every reading of a clock reads the file, so that a
 * new time holds from the next statement on.
 */
import { openSync, readSync } from 'node:fs';

const SystemDate = Date;
const file = openSync(/** @type {string} */ (process.env['TEST_TIME']), 'r');
const bytes = Buffer.alloc(16);

function now() {
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return Number(bytes.toString('latin1', 0, length));
}

performance.now = now;
globalThis.Date = new Proxy(SystemDate, {
  construct: (target, parts, made) =>
    Reflect.construct(target, parts.length === 0 ? [now()] : parts, made),
  apply: () => new SystemDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
