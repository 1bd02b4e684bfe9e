/**
 * Lines are written together, once in a turn of the event loop: a system call for each would cost
 * as much as the request that it tells of. At the end of the process the rest is written at once.
 *
 * @param write is given whole lines
 */
export function bufferedLines(write: (lines: string) => unknown): (line: string) => void {
  let waiting = '';
  const flush = (): void => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') write(lines);
  };
  process.on('exit', flush);
  return (line) => {
    if (waiting === '') setImmediate(flush);
    waiting += line;
  };
}
