/**
 * Preloaded into a server: shifts its clock by the number of milliseconds in the file TEST_CLOCK. The
 * file is read with every reading of the clock, so that the clocks of all servers jump at once. The
 * monotonic clock does not change, as when a real clock is set.
 */
import { openSync, readSync } from 'node:fs';

const SystemDate = Date;
const file = openSync(/** @type {string} */ (process.env['TEST_CLOCK']), 'r');
const bytes = Buffer.alloc(16);

const now = () => SystemDate.now() + offsetMs();

function offsetMs() {
  const length = readSync(file, bytes, 0, bytes.length, 0);
  return Number(bytes.toString('latin1', 0, length));
}

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, parts, made) =>
    Reflect.construct(target, parts.length === 0 ? [now()] : parts, made),
  apply: () => new SystemDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
