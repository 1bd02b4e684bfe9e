/** The part of a stream that is needed here. */
interface Destination {
  write(text: string, done: (error?: NodeJS.ErrnoException | null) => void): unknown;
}

/**
 * Writes to standard output. What it does not take is lost: a service goes on without its log.
 *
 * @param sayLost is told why, once, when something can be written again
 */
export function standardOutput(
  sayLost: (reason: string) => void,
  destination: Destination = process.stdout,
): (lines: string) => void {
  let lostBy: string | undefined;
  const onWritten = (error?: NodeJS.ErrnoException | null): void => {
    const reason = lostBy;
    lostBy = error ? (error.code ?? error.message) : undefined;
    if (!error && reason !== undefined) sayLost(reason);
  };
  return (lines) => void destination.write(lines, onWritten);
}
