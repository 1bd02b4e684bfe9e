import { COST_LIMITS } from './cost-limits.js';

/** For everything but hashes: Node.js, the connections, and the data of requests. */
const RESERVED_MIB = 128;

const reservedMiB = ({ processes = 1 }: HashMemory): number => processes * RESERVED_MIB;

/** The memory of hashes that are computed at the same time. */
export interface HashMemory {
  /** How many hashes are computed at the same time. */
  readonly hashes: number;
  /** The memory of the machine, or of the container. */
  readonly machineBytes: number;
  /** How many processes compute them. @default 1 */
  readonly processes?: number;
}

/** Returns the memory that each hash may use, so that all of them fit into the machine. */
export function maxMemoryKiBOf(memory: HashMemory): number {
  const { hashes, machineBytes } = memory;
  const available = machineBytes / 1024 - reservedMiB(memory) * 1024;
  return Math.max(0, Math.min(COST_LIMITS.memoryKiB, Math.floor(available / hashes)));
}

/**
 * Checks whether new hashes fit into the memory of the machine.
 *
 * @param name the name of the option
 * @returns the problem with its numbers and a remedy, or undefined
 */
export function hashMemoryProblem(
  name: string,
  memoryKiB: number,
  memory: HashMemory,
): string | undefined {
  if (memoryKiB <= maxMemoryKiBOf(memory)) return undefined;
  const { hashes, machineBytes } = memory;
  const [each, needed] = [memoryKiB / 1024, (memoryKiB / 1024) * hashes];
  return (
    `${name} is too large for this machine: ${hashes} hashes at the same time need ${hashes} × ` +
    `${each} MiB = ${needed} MiB, and ${reservedMiB(memory)} MiB are reserved, but there are ` +
    `${Math.floor(machineBytes / 1024 ** 2)} MiB. Add memory, reduce ${name}, or set ` +
    'UV_THREADPOOL_SIZE to a smaller number: at most that number minus one are computed at once.'
  );
}
