import type { CommandIo } from './command-io.js';

/** Shows the progress of a command on standard error if that is a terminal. */
export function showProgress<T>({ stderr }: CommandIo, inWords: (progress: T) => string) {
  let isShown = false;
  return {
    show: (progress: T): void => {
      if (!stderr.isTTY) return;
      isShown = true;
      stderr.write(`\r${inWords(progress)}`);
    },
    /** Ends the line of the progress. A later one begins another line. */
    end: (): void => {
      if (isShown) stderr.write('\n');
      isShown = false;
    },
  };
}
