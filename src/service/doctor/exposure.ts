import type { DatabaseLocation } from '../database/database-url.js';
import type { Environment } from '../environment.js';
import { type Finding, finding } from './finding.js';

/** Only this machine reaches it. */
const isLoopback = (host: string): boolean => /^(localhost|127\..*|\[?::1\]?)$/.test(host);

type Exposure = Pick<Environment, 'isProduction' | 'host' | 'database'> & {
  http: Pick<Environment['http'], 'corsOrigins' | 'trustProxy' | 'hasExplorer'>;
};

/** Who may listen in, and who may pretend. Keyturn itself speaks no TLS. */
export function checkExposure({ isProduction, host, database, http }: Exposure): Finding[] {
  const isOpen = !isLoopback(host);
  const hasProxy = http.trustProxy !== undefined;
  const wildcards = http.corsOrigins.filter((origin) => origin.includes('*'));
  const plain = http.corsOrigins.filter(isPlainHttp);
  const rules: [boolean, string, string][] = [
    [
      isOpen && !isProduction,
      `HOST is ${host}: others reach a service that is not in production.`,
      'Set NODE_ENV=production, or HOST=127.0.0.1.',
    ],
    [
      isOpen && !hasProxy,
      `HOST is ${host}, and no proxy is in front: passwords and tokens cross the network in clear text.`,
      'Put a proxy with TLS in front, and set TRUST_PROXY to the number of proxies.',
    ],
    [
      !isOpen && isProduction && !hasProxy,
      'A proxy on this machine is not believed: every client has its address.',
      'Set TRUST_PROXY=1 when one proxy is in front.',
    ],
    [
      isProduction && http.hasExplorer,
      'The explorer is on in production.',
      'Leave EXPLORER out, unless it is meant to be there.',
    ],
    [
      plain.length > 0,
      `CORS_ORIGINS has pages without TLS: ${plain.join(', ')}.`,
      'Serve them by https.',
    ],
    [
      wildcards.length > 0,
      `CORS_ORIGINS allows pages of every subdomain to call with credentials: ${wildcards.join(', ')}.`,
      'List the origins unless you control every subdomain, including outdated DNS records.',
    ],
    [
      isUnencrypted(database),
      'The connection to PostgreSQL crosses the network, and may be in clear text.',
      'Add ?sslmode=verify-full to DATABASE_URL.',
    ],
  ];
  const hints = rules.filter(([applies]) => applies);
  return hints.map(([, text, remedy]) => finding('network', 'hint', text, remedy));
}

function isPlainHttp(origin: string): boolean {
  return origin.startsWith('http:') && !isLoopback(new URL(origin).hostname);
}

/** A host in the query is a socket's folder, or one that the operator thought about. `%2F` is one. */
function isUnencrypted(database: DatabaseLocation): boolean {
  if (database.kind === 'sqlite') return false;
  const { hostname, searchParams } = new URL(database.url);
  if (/^(%2F|$)/i.test(hostname) || isLoopback(hostname)) return false;
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl');
  return mode === null || /^(disable|allow|prefer|false|0|no-verify)$/.test(mode);
}
