/**
 * The most connections to PostgreSQL of one process. A statement holds its connection for a
 * millisecond or two: ten do some thousands a second, more than one process signs. All instances
 * share what PostgreSQL allows, which is 100 as it comes.
 */
export const DEFAULT_POOL_SIZE = 10;

/**
 * Connections that are open from the start and stay open. They carry some thousands of
 * statements a second. The others are opened when statements wait, and closed after ten idle seconds.
 */
const KEPT_CONNECTIONS = 4;

export const keptConnections = (poolSize: number): number => Math.min(poolSize, KEPT_CONNECTIONS);

const MAX_POOL_SIZE = 200;

export const POOL_SIZE_RULE = `must be a whole number from 1 to ${MAX_POOL_SIZE}`;

/** @returns null when it is no size */
export function parsePoolSize(text: string): number | null {
  const size = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Infinity;
  return size <= MAX_POOL_SIZE ? size : null;
}
