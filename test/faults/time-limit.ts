import { setTimeout } from 'node:timers/promises';

/** However busy the machine is: what has not come by then does not come. */
export const PATIENCE_MS = 60_000;

const LOOK_EVERY_MS = 20;

/** Something that was promised did not come. */
class NeverCameError extends Error {
  override readonly name = 'NeverCameError';
}

/** @throws {NeverCameError} when the work is not done in time, whatever it hangs on */
export async function within<T>(timeoutMs: number, promised: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const failLate = async (): Promise<never> => {
    await setTimeout(timeoutMs, undefined, { signal: done.signal });
    throw new NeverCameError(`not within ${timeoutMs / 1000} s: ${promised}`);
  };
  return Promise.race([work, failLate()]).finally(() => done.abort());
}

/** Looks until it is so. @throws {NeverCameError} */
export async function until(
  promised: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  let isWanted = true;
  const looking = async () => {
    while (isWanted && !(await isSo())) await setTimeout(LOOK_EVERY_MS);
  };
  await within(timeoutMs, promised, looking()).finally(() => (isWanted = false));
}

/** What does not come is a violation, and the end of the work that waited for it. */
export async function inTime(
  violate: (what: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NeverCameError)) throw error;
    violate(error.message);
  }
}
