import type { CommandIo } from './command-io.js';

/** Shows the progress of a command on standard error if that is a terminal. */
export function showProgress({ stderr }: CommandIo, what: string) {
  let isShown = false;
  return {
    show: (count: number): void => {
      if (!stderr.isTTY) return;
      isShown = true;
      stderr.write(`\r${count} ${what}`);
    },
    /** Ends the line of the progress. A later one begins another line. */
    end: (): void => {
      if (isShown) stderr.write('\n');
      isShown = false;
    },
  };
}
