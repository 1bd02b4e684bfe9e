import { isLoopback } from '../../auth/domain/loopback.js';
import type { Variables } from '../configuration/variable.js';
import type { DatabaseLocation } from './database-url.js';
import { withCheckedCertificate } from './tls.js';

/** The text for an operator, and the remedy. */
export const UNVERIFIED_DATABASE = {
  text: 'The connection to PostgreSQL crosses the network without TLS, or without a check of the certificate.',
  remedy: 'Add ?sslmode=verify-full to DATABASE_URL.',
};

/**
 * Checks whether the connection to the database crosses a network without TLS, or with TLS that does
 * not check the certificate.
 *
 * @param variables with `PGHOST` and `PGSSLMODE`, which the driver reads when the URL has no host or
 *   no setting of TLS
 */
export function isUnverified(database: DatabaseLocation, variables: Variables): boolean {
  if (database.kind === 'sqlite') return false;
  const url = new URL(withCheckedCertificate(database.url));
  return (
    !isOnThisMachine(hostOf(url, variables['PGHOST'])) &&
    !checksCertificate(url.searchParams, variables['PGSSLMODE'])
  );
}

/** The driver prefers the host in the query. */
const hostOf = ({ hostname, searchParams }: URL, fallback = ''): string =>
  (searchParams.get('host') ?? decodeURIComponent(hostname)) || fallback;

/** A path is the folder of a socket. Without a host, the driver connects to `localhost`. */
const isOnThisMachine = (host: string): boolean =>
  host === '' || host.startsWith('/') || isLoopback(host);

/** The driver ignores other values of PGSSLMODE, and then uses no TLS. */
const CHECKED_MODES = ['prefer', 'require', 'verify-ca', 'verify-full'];

/** Each of them enables TLS, even with `ssl=0`. */
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];

/** Follows pg-connection-string, and pg for PGSSLMODE. */
function checksCertificate(parameters: URLSearchParams, fallback = ''): boolean {
  const mode = parameters.get('sslmode');
  if (mode !== null) return CHECKED_MODES.includes(mode) && !isLaxInLibpq(mode, parameters);
  if (FILES.some((name) => parameters.has(name))) return true;
  const ssl = parameters.get('ssl');
  if (ssl !== null) return ssl !== '0';
  return parameters.get('sslnegotiation') === 'direct' || CHECKED_MODES.includes(fallback);
}

/** Checks whether the mode checks no certificate with `uselibpqcompat=true`. */
const isLaxInLibpq = (mode: string, parameters: URLSearchParams): boolean =>
  parameters.has('uselibpqcompat') &&
  (mode === 'prefer' || (mode === 'require' && !parameters.has('sslrootcert')));
