import { setTimeout } from 'node:timers/promises';

/** The default time limit, enough for a busy machine. */
export const TIME_LIMIT_MS = 60_000;

const POLL_INTERVAL_MS = 20;

/** An expected condition did not become true in time. */
class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** Waits for a promise. @throws {TimeLimitError} when it is not settled in time */
export async function within<T>(
  timeoutMs: number,
  condition: string,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const failLate = async (): Promise<never> => {
    await setTimeout(timeoutMs, undefined, { signal: done.signal });
    throw new TimeLimitError(`not within ${timeoutMs / 1000} s: ${condition}`);
  };
  return Promise.race([work, failLate()]).finally(() => done.abort());
}

/** Waits until a condition is true. @throws {TimeLimitError} */
export async function until(
  condition: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = TIME_LIMIT_MS,
): Promise<void> {
  let isActive = true;
  const polling = async () => {
    while (isActive && !(await isTrue())) await setTimeout(POLL_INTERVAL_MS);
  };
  await within(timeoutMs, condition, polling()).finally(() => (isActive = false));
}

/** Reports a {@link TimeLimitError} as a violation, and stops the work. */
export async function reportTimeLimit(
  reportViolation: (what: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    reportViolation(error.message);
  }
}
