/** The used part of a stream. */
interface Destination {
  write(text: string, done: (error?: NodeJS.ErrnoException | null) => void): unknown;
}

/**
 * Writes to standard output. Drops lines that cannot be written, so that the service keeps running.
 *
 * @param onLost called with the reason when output is possible again after lines were lost
 */
export function standardOutput(
  onLost: (reason: string) => void,
  destination: Destination = process.stdout,
): (lines: string) => void {
  let lostReason: string | undefined;
  const onWritten = (error?: NodeJS.ErrnoException | null): void => {
    const reason = lostReason;
    lostReason = error ? (error.code ?? error.message) : undefined;
    if (!error && reason !== undefined) onLost(reason);
  };
  return (lines) => void destination.write(lines, onWritten);
}
