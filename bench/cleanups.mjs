/**
 * Functions that stop the processes and delete the files of a run, called in reverse order.
 *
 * @type {(() => unknown)[]}
 */
const cleanups = [];

/** @param {() => unknown} cleanUp */
export const atEnd = (cleanUp) => void cleanups.push(cleanUp);

export async function stopAll() {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
}

/** Also cleans up when the run is interrupted. */
export function stopAllOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void stopAll().finally(() => process.exit(1)));
}
