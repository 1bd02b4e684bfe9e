import { isLoopback } from '../../auth/domain/loopback.js';
import type { DatabaseLocation } from './database-url.js';

/** The text for an operator, and the remedy. */
export const UNENCRYPTED_DATABASE = {
  text: 'The connection to PostgreSQL crosses the network and may be unencrypted.',
  remedy: 'Add ?sslmode=verify-full to DATABASE_URL.',
};

/** Checks whether the connection to the database crosses a network without TLS. */
export function isUnencrypted(database: DatabaseLocation): boolean {
  if (database.kind === 'sqlite') return false;
  const url = new URL(database.url);
  if (isOnThisMachine(hostOf(url))) return false;
  const mode = url.searchParams.get('sslmode') ?? url.searchParams.get('ssl');
  return mode === null || /^(disable|allow|prefer|false|0|no-verify)$/.test(mode);
}

/** The driver prefers the host in the query. */
const hostOf = ({ hostname, searchParams }: URL): string =>
  searchParams.get('host') ?? decodeURIComponent(hostname);

/** A path is the folder of a socket. Without a host, the driver connects to `localhost`. */
const isOnThisMachine = (host: string): boolean =>
  host === '' || host.startsWith('/') || isLoopback(host);
