import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';

/**
 * Returns the memory of the machine, or of the container if that has less. Without a limit,
 * `constrainedMemory` returns 0 or a number above any memory.
 */
export function machineMemoryBytes(): number {
  const limit = constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
