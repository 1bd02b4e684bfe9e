import { isLoopback } from '../configuration/host.js';
import type { DatabaseLocation } from './database-url.js';

/** The text for an operator, and the remedy. */
export const UNENCRYPTED_DATABASE = {
  text: 'The connection to PostgreSQL crosses the network and may be unencrypted.',
  remedy: 'Add ?sslmode=verify-full to DATABASE_URL.',
};

/**
 * An empty host name means that the host is in the query, which is the folder of a socket in practice.
 * A host name that begins with `%2F` is the folder of a socket.
 */
export function isUnencrypted(database: DatabaseLocation): boolean {
  if (database.kind === 'sqlite') return false;
  const { hostname, searchParams } = new URL(database.url);
  if (/^(%2F|$)/i.test(hostname) || isLoopback(hostname)) return false;
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl');
  return mode === null || /^(disable|allow|prefer|false|0|no-verify)$/.test(mode);
}
