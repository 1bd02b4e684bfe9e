/** Says on standard error how far a command is, when somebody looks on. */
export function showProgress(what: string) {
  const { stderr } = process;
  let isShown = false;
  return {
    show: (count: number): void => {
      if (!stderr.isTTY) return;
      isShown = true;
      stderr.write(`\r${count} ${what}`);
    },
    /** What comes next begins on a line of its own. */
    end: (): void => {
      if (isShown) stderr.write('\n');
    },
  };
}
