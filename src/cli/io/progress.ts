/** Shows the progress of a command on standard error if that is a terminal. */
export function showProgress(what: string) {
  const { stderr } = process;
  let isShown = false;
  return {
    show: (count: number): void => {
      if (!stderr.isTTY) return;
      isShown = true;
      stderr.write(`\r${count} ${what}`);
    },
    /** Ends the line of the progress. */
    end: (): void => {
      if (isShown) stderr.write('\n');
    },
  };
}
