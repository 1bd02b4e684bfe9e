import { isLoopback } from '../../auth/domain/loopback.js';
import type { Environment } from '../configuration/environment.js';
import type { Variables } from '../configuration/variable.js';
import { isUnverified, UNVERIFIED_DATABASE } from '../database/unverified-database.js';
import { type Finding, finding } from './finding.js';

type Exposure = Pick<Environment, 'isProduction' | 'host' | 'database'> & {
  auth: Pick<Environment['auth'], 'loginThrottle'>;
  http: Pick<
    Environment['http'],
    'corsOrigins' | 'trustProxy' | 'hasExplorer' | 'requiresTls' | 'certificate'
  >;
};

/** Checks for unencrypted connections, for clients that can be impersonated, and for missing limits. */
export function checkExposure(
  { isProduction, host, database, auth, http }: Exposure,
  variables: Variables,
): Finding[] {
  const isReachable = !isLoopback(host);
  const hasProxy = http.trustProxy !== undefined;
  const isEncrypted = hasProxy || http.certificate !== undefined;
  const wildcards = http.corsOrigins.filter((origin) => origin.includes('*'));
  const plain = http.corsOrigins.filter(isPlainHttp);
  const rules: [boolean, string, string][] = [
    [
      isReachable && !isProduction,
      `HOST is ${host}: other machines can reach a service that is not in production.`,
      'Set NODE_ENV=production, or HOST=127.0.0.1.',
    ],
    [
      isReachable && !isEncrypted,
      `HOST is ${host}, and neither a proxy nor a certificate is configured: passwords and tokens cross the network unencrypted.`,
      'Set TLS_CERT_FILE and TLS_KEY_FILE, or put a proxy with TLS in front and set TRUST_PROXY.',
    ],
    [
      !isReachable && isProduction && !isEncrypted,
      'No proxy is trusted: all clients appear to have the address of the proxy.',
      'Set TRUST_PROXY=1 when one proxy is in front.',
    ],
    [
      // A list of addresses is trusted only when the connection comes from one of them.
      isReachable && typeof http.trustProxy === 'number',
      `HOST is ${host}, and TRUST_PROXY is a number. A client that connects to this port directly can forge its address with X-Forwarded-For.`,
      'Let only the proxy reach this port, or set TRUST_PROXY to the addresses of the proxy.',
    ],
    [
      isProduction && http.hasExplorer,
      'The explorer is enabled in production.',
      'Remove EXPLORER unless you need it.',
    ],
    [
      isProduction && !http.requiresTls,
      'REQUIRE_TLS is false: passwords and tokens may cross the network unencrypted.',
      'Remove it, and serve HTTPS or put a proxy with TLS in front.',
    ],
    [
      isProduction && auth.loginThrottle === 'off',
      'LOGIN_THROTTLE is off: the number of failed log-ins is not limited.',
      'Remove it, unless a proxy limits log-ins.',
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
      // In production it is a warning of the configuration.
      !isProduction && isUnverified(database, variables),
      UNVERIFIED_DATABASE.text,
      UNVERIFIED_DATABASE.remedy,
    ],
  ];
  const hints = rules.filter(([applies]) => applies);
  return hints.map(([, text, remedy]) => finding('network', 'hint', text, remedy));
}

function isPlainHttp(origin: string): boolean {
  return origin.startsWith('http:') && !isLoopback(new URL(origin).hostname);
}
