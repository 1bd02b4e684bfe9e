import { Buffer } from 'node:buffer';

/** A pipe may mix longer writes of several processes (PIPE_BUF of Linux, in bytes). */
const MAX_BYTES = 4_096;

/**
 * Splits complete lines into pieces that processes can write to one pipe at the same time. A longer
 * line is a piece of its own.
 */
export function atomicPieces(lines: string): string[] {
  if (Buffer.byteLength(lines) <= MAX_BYTES) return [lines];
  const pieces: string[] = [];
  for (const line of lines.split(/(?<=\n)/)) {
    const joined = (pieces.at(-1) ?? '') + line;
    if (pieces.length > 0 && Buffer.byteLength(joined) <= MAX_BYTES)
      pieces[pieces.length - 1] = joined;
    else pieces.push(line);
  }
  return pieces;
}
