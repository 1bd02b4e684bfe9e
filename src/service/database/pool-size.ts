/**
 * Default for the maximum number of connections to PostgreSQL. A statement takes one or two
 * milliseconds, so ten connections run thousands of statements a second, more than one process needs.
 * All instances share the 100 connections that PostgreSQL allows by default.
 */
export const DEFAULT_POOL_SIZE = 10;

/**
 * Connections that are open from the start and stay open. The others are opened when statements wait,
 * and closed after ten idle seconds.
 */
const KEPT_CONNECTIONS = 4;

export const keptConnections = (poolSize: number): number => Math.min(poolSize, KEPT_CONNECTIONS);

const MAX_POOL_SIZE = 200;

export const POOL_SIZE_RULE = `must be a whole number from 1 to ${MAX_POOL_SIZE}`;

/** @returns null when the text is not a valid size */
export function parsePoolSize(text: string): number | null {
  const size = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Infinity;
  return size <= MAX_POOL_SIZE ? size : null;
}
