/**
 * Buffers lines and writes them once per turn of the event loop. A system call for each line would
 * cost as much as a request. Writes the rest when the process exits.
 *
 * @param write receives complete lines
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
