/**
 * Loaded into a server before all else: its clock is off by as many milliseconds as the file says
 * that TEST_CLOCK names. Every reading of the clock reads the file, so that all servers jump at once.
 * The monotonic clock goes on as it does: a real clock that is set leaves it alone, too.
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
