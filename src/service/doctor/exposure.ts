import type { DatabaseLocation } from '../database/database-url.js';
import type { Environment } from '../configuration/environment.js';
import { type Finding, finding } from './finding.js';

/** Checks whether only this machine can reach the host. */
const isLoopback = (host: string): boolean => /^(localhost|127\..*|\[?::1\]?)$/.test(host);

type Exposure = Pick<Environment, 'isProduction' | 'host' | 'database'> & {
  http: Pick<Environment['http'], 'corsOrigins' | 'trustProxy' | 'hasExplorer'>;
};

/** Checks for unencrypted connections and for clients that can be impersonated. */
export function checkExposure({ isProduction, host, database, http }: Exposure): Finding[] {
  const isReachable = !isLoopback(host);
  const hasProxy = http.trustProxy !== undefined;
  const wildcards = http.corsOrigins.filter((origin) => origin.includes('*'));
  const plain = http.corsOrigins.filter(isPlainHttp);
  const rules: [boolean, string, string][] = [
    [
      isReachable && !isProduction,
      `HOST is ${host}: other machines can reach a service that is not in production.`,
      'Set NODE_ENV=production, or HOST=127.0.0.1.',
    ],
    [
      isReachable && !hasProxy,
      `HOST is ${host}, and no proxy is configured: passwords and tokens cross the network unencrypted.`,
      'Put a proxy with TLS in front, and set TRUST_PROXY to the number of proxies.',
    ],
    [
      !isReachable && isProduction && !hasProxy,
      'No proxy is trusted: all clients appear to have the address of the proxy.',
      'Set TRUST_PROXY=1 when one proxy is in front.',
    ],
    [
      isProduction && http.hasExplorer,
      'The explorer is enabled in production.',
      'Remove EXPLORER unless you need it.',
    ],
    [
      plain.length > 0,
      `CORS_ORIGINS contains origins without TLS: ${plain.join(', ')}.`,
      'Serve these pages over HTTPS.',
    ],
    [
      wildcards.length > 0,
      `CORS_ORIGINS allows pages of every subdomain to call the API with credentials: ${wildcards.join(', ')}.`,
      'List the origins unless you control every subdomain, including outdated DNS records.',
    ],
    [
      isUnencrypted(database),
      'The connection to PostgreSQL crosses the network and may be unencrypted.',
      'Add ?sslmode=verify-full to DATABASE_URL.',
    ],
  ];
  const hints = rules.filter(([applies]) => applies);
  return hints.map(([, text, remedy]) => finding('network', 'hint', text, remedy));
}

function isPlainHttp(origin: string): boolean {
  return origin.startsWith('http:') && !isLoopback(new URL(origin).hostname);
}

/**
 * An empty host name means that the host is in the query, which is the folder of a socket in practice.
 * A host name that begins with `%2F` is the folder of a socket.
 */
function isUnencrypted(database: DatabaseLocation): boolean {
  if (database.kind === 'sqlite') return false;
  const { hostname, searchParams } = new URL(database.url);
  if (/^(%2F|$)/i.test(hostname) || isLoopback(hostname)) return false;
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl');
  return mode === null || /^(disable|allow|prefer|false|0|no-verify)$/.test(mode);
}
