import {
  CLOCK_TOLERANCE_LIMIT,
  MAX_SESSIONS_LIMIT,
  REUSE_INTERVAL_LIMIT,
} from '../../auth/config/option-limits.js';
import {
  ACCOUNT_RATE_RULE,
  DEFAULT_LIMITS,
  parseAccountRate,
  RATE_RULE,
  RATES_RULE,
} from '../../auth/config/throttle-options.js';
import { TOKEN_TYPS } from '../../auth/domain/compact-jws.js';
import { ALGORITHMS } from '../../auth/domain/keys/algorithm.js';
import { parseRate, parseRates } from '../../auth/domain/throttle/rate.js';
import { MAKE_SECRET_COMMAND } from '../../auth/config/option-problems.js';
import {
  DEFAULT_HASH_MEMORY,
  MEMORY_RULE,
  parseHashMemory,
  PASSES,
} from '../../auth/config/password-hash-options.js';
import {
  DEFAULT_MIN_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH_LIMITS,
} from '../../auth/domain/password-rules.js';
import { describeLocation, parseDatabaseUrl } from '../database/database-url.js';
import { DEFAULT_POOL_SIZE, parsePoolSize, POOL_SIZE_RULE } from '../database/pool-size.js';
import {
  DEFAULT_MAX_CONNECTIONS,
  MAX_CONNECTIONS_RULE,
  parseMaxConnections,
} from '../http/connection-limits.js';
import { parseAllowedHosts } from '../http/allowed-hosts.js';
import { parseCheckClaims } from '../http/check-claims.js';
import { COOKIE_DOMAIN_RULE, parseCookieDomain } from '../http/cookie-domain.js';
import type { ProxyHeader } from '../http/forwarded-chain.js';
import { parseHeaderNames } from '../http/header-names.js';
import { parseOriginPatterns } from '../http/origin-pattern.js';
import { parsePublicUrl, PUBLIC_URL_RULE } from '../http/public-url.js';
import { parseTrustProxy, TRUST_PROXY_RULE } from '../http/proxy-trust.js';
import { LOG_LEVELS } from '../logging/log-level.js';
import { parseEventSelection } from '../audit/event-selection.js';
import { parseWorkers, WORKERS_RULE } from '../workers/worker-count.js';
import { MAKE_WEBHOOK_SECRET_COMMAND, parseWebhookSecrets } from '../webhook/webhook-secret.js';
import { parseWebhookUrl, shownWebhookUrl } from '../webhook/webhook-url.js';
import { HOST_RULE, parseHost } from './host.js';
import { LOGIN_FIELDS_RULE, parseLoginFields } from './login-fields.js';
import {
  bodyLimit,
  databaseUrl,
  duration,
  durationMs,
  durationSeconds,
  oneOf,
  parsedBy,
  path,
  port,
  production,
  rates,
  readBy,
  signingSecret,
  text,
  trueOrFalse,
  wholeNumber,
} from './rules.js';
import { fileVariable, type Section, type Variable, variable, type Variables } from './variable.js';

export const PREVIOUS_SECRET_REMEDY =
  'Set it to the secret that JWT_SECRET replaced, or remove it.';

/** Address, database, secrets and log of the service. */
export const SERVICE = {
  isProduction: variable('NODE_ENV', 'development', production),
  host: variable('HOST', '127.0.0.1', readBy(parseHost, HOST_RULE)),
  port: variable('PORT', '3000', port),
  workers: variable(
    'WORKERS',
    '1',
    readBy((text) => parseWorkers(text), WORKERS_RULE),
  ),
  database: {
    ...variable('DATABASE_URL', 'sqlite:./data/keyturn.sqlite', databaseUrl),
    secret: { shown: withoutPassword },
  },
  migratesOnStart: variable<boolean | undefined>('MIGRATE_ON_START', () => undefined, trueOrFalse),
  poolSize: variable(
    'DATABASE_POOL_SIZE',
    String(DEFAULT_POOL_SIZE),
    readBy(parsePoolSize, POOL_SIZE_RULE),
  ),
  secret: {
    // The empty default of production is invalid. Development generates a secret.
    ...variable<string | undefined>('JWT_SECRET', neededInProduction, signingSecret),
    secret: { shown: () => '(secret)', remedy: makeSecret },
  },
  previousSecret: {
    ...variable<string | undefined>('JWT_SECRET_PREVIOUS', () => undefined, signingSecret),
    secret: { shown: () => '(secret)', remedy: () => PREVIOUS_SECRET_REMEDY },
  },
  logLevel: variable('LOG_LEVEL', 'info', oneOf(...LOG_LEVELS)),
};

/** The key pairs, and the issuer that they need. Options of the module, too. */
export const KEYS = {
  algorithm: variable('JWT_ALGORITHM', 'HS256', oneOf(...ALGORITHMS)),
  privateKey: {
    ...variable<string | undefined>('JWT_PRIVATE_KEY', () => undefined, text),
    secret: { shown: () => '(secret)', hasLines: true },
  },
  keysDirectory: variable<string | undefined>('JWT_KEYS_DIR', () => undefined, path),
  issuer: variable<string | undefined>('JWT_ISSUER', () => undefined, text),
  audience: variable<string | undefined>('JWT_AUDIENCE', () => undefined, text),
  accessTokenTyp: variable('ACCESS_TOKEN_TYP', 'JWT', oneOf(...TOKEN_TYPS)),
  clientId: variable<string | undefined>('JWT_CLIENT_ID', () => undefined, text),
};

/** Options of the module. */
export const AUTH = {
  accessTokenLifetime: variable('ACCESS_TOKEN_LIFETIME', '5m', duration()),
  refreshTokenLifetime: variable('REFRESH_TOKEN_LIFETIME', '24h', duration()),
  sessionLifetime: variable('SESSION_LIFETIME', '30d', duration()),
  maxSessionsPerUser: variable<number | undefined>(
    'MAX_SESSIONS_PER_USER',
    () => undefined,
    wholeNumber(1, MAX_SESSIONS_LIMIT),
  ),
  rotation: variable('REFRESH_TOKEN_ROTATION', 'single-use', oneOf('single-use', 'none')),
  reuseInterval: variable('REUSE_INTERVAL', '0s', duration(0, REUSE_INTERVAL_LIMIT)),
  accessTokenCheck: variable('ACCESS_TOKEN_CHECK', 'session', oneOf('session', 'signature')),
  clockTolerance: variable('CLOCK_TOLERANCE', '60s', duration(0, CLOCK_TOLERANCE_LIMIT)),
  passwordMinLength: variable(
    'PASSWORD_MIN_LENGTH',
    String(DEFAULT_MIN_PASSWORD_LENGTH),
    wholeNumber(MIN_PASSWORD_LENGTH_LIMITS.min, MIN_PASSWORD_LENGTH_LIMITS.max),
  ),
  checkClaims: variable('CHECK_CLAIMS', '', parsedBy(parseCheckClaims)),
};

/** The cost of new password hashes. Options of the module, too. */
export const PASSWORD_HASHES = {
  passwordHashMemory: variable(
    'PASSWORD_HASH_MEMORY',
    DEFAULT_HASH_MEMORY,
    readBy(parseHashMemory, MEMORY_RULE),
  ),
  passwordHashPasses: variable(
    'PASSWORD_HASH_PASSES',
    String(PASSES.min),
    wholeNumber(PASSES.min, PASSES.max),
  ),
};

/** How log-ins compare names. Options of the module, too. */
export const LOGIN = {
  usernameCase: variable('USERNAME_CASE', 'sensitive', oneOf('sensitive', 'insensitive')),
  loginFields: variable('LOGIN_FIELDS', 'username', readBy(parseLoginFields, LOGIN_FIELDS_RULE)),
};

/** How tokens travel. Options of the module, too. */
export const TRANSPORT = {
  refreshTokenTransport: variable(
    'REFRESH_TOKEN_TRANSPORT',
    'body',
    oneOf('body', 'cookie', 'both'),
  ),
  accessTokenTransport: variable('ACCESS_TOKEN_TRANSPORT', 'header', oneOf('header', 'cookie')),
  cookieSameSite: variable('COOKIE_SAME_SITE', 'strict', oneOf('strict', 'lax')),
  cookieDomain: variable<string | undefined>(
    'COOKIE_DOMAIN',
    () => undefined,
    readBy(parseCookieDomain, COOKIE_DOMAIN_RULE),
  ),
};

/** Limits of log-ins. Options of the module, too. */
export const THROTTLE = {
  loginThrottle: variable('LOGIN_THROTTLE', 'on', oneOf('on', 'off')),
  loginThrottlePerAccountAndAddress: variable(
    'LOGIN_THROTTLE_PER_ACCOUNT_AND_ADDRESS',
    DEFAULT_LIMITS.loginThrottlePerAccountAndAddress,
    rates(parseRates, RATES_RULE),
  ),
  loginThrottlePerAddress: variable(
    'LOGIN_THROTTLE_PER_ADDRESS',
    DEFAULT_LIMITS.loginThrottlePerAddress,
    rates(parseRates, RATES_RULE),
  ),
  loginThrottlePerAccount: variable(
    'LOGIN_THROTTLE_PER_ACCOUNT',
    DEFAULT_LIMITS.loginThrottlePerAccount,
    rates(parseAccountRate, ACCOUNT_RATE_RULE),
  ),
  loginThrottlePerSession: variable(
    'LOGIN_THROTTLE_PER_SESSION',
    DEFAULT_LIMITS.loginThrottlePerSession,
    rates(parseRate, RATE_RULE),
  ),
  loginThrottleTokenRequests: variable(
    'LOGIN_THROTTLE_TOKEN_REQUESTS',
    DEFAULT_LIMITS.loginThrottleTokenRequests,
    rates(parseRate, RATE_RULE),
  ),
};

/** HTTP settings. */
export const HTTP = {
  corsOrigins: variable('CORS_ORIGINS', '', parsedBy(parseOriginPatterns)),
  corsHeaders: variable('CORS_HEADERS', '', parsedBy(parseHeaderNames)),
  publicUrl: variable<string | undefined>(
    'PUBLIC_URL',
    () => undefined,
    readBy(parsePublicUrl, PUBLIC_URL_RULE),
  ),
  allowedHosts: variable('ALLOWED_HOSTS', '', parsedBy(parseAllowedHosts)),
  requiresTls: variable('REQUIRE_TLS', (isProduction) => String(isProduction), trueOrFalse),
  hstsSeconds: variable('HSTS_MAX_AGE', '365d', durationSeconds(0)),
  trustProxy: variable('TRUST_PROXY', '0', readBy(parseTrustProxy, TRUST_PROXY_RULE)),
  proxyHeader: variable<ProxyHeader>(
    'PROXY_HEADER',
    () => undefined,
    oneOf('x-forwarded-for', 'forwarded'),
  ),
  bodyLimitBytes: variable('BODY_LIMIT', '64KiB', bodyLimit),
  hasExplorer: variable('EXPLORER', (isProduction) => String(!isProduction), trueOrFalse),
};

/** HTTPS without a proxy. */
export const TLS = {
  certFile: variable<string | undefined>('TLS_CERT_FILE', () => undefined, path),
  keyFile: variable<string | undefined>('TLS_KEY_FILE', () => undefined, path),
  redirectPort: variable<number | undefined>('HTTP_REDIRECT_PORT', () => undefined, port),
};

/** Limits of client connections. */
export const CONNECTIONS = {
  keepAliveMs: variable('KEEP_ALIVE_TIMEOUT', '72s', durationMs(1, { max: '24h' })),
  maxConnections: variable(
    'MAX_CONNECTIONS',
    String(DEFAULT_MAX_CONNECTIONS),
    readBy(parseMaxConnections, MAX_CONNECTIONS_RULE),
  ),
};

/** Address of the metrics server. */
export const METRICS = {
  port: variable<number | undefined>('METRICS_PORT', () => undefined, port),
  host: variable('METRICS_HOST', '127.0.0.1', readBy(parseHost, HOST_RULE)),
};

/** Deletion of expired and revoked sessions. */
export const PRUNING = {
  intervalMs: variable('PRUNE_INTERVAL', '1h', durationMs(0, { max: '24d' })),
  keptMs: variable('PRUNE_AFTER', '7d', durationMs(0)),
};

/** The audit log, and the webhook that receives its events. */
export const EVENTS = {
  retentionMs: variable('AUDIT_RETENTION', '90d', durationMs(0)),
  webhookUrl: {
    ...variable<URL | undefined>('EVENTS_WEBHOOK_URL', () => undefined, parsedBy(parseWebhookUrl)),
    secret: { shown: shownWebhookUrl },
  },
  webhookKeys: {
    ...variable<readonly Buffer[] | undefined>(
      'EVENTS_WEBHOOK_SECRET',
      () => undefined,
      parsedBy(parseWebhookSecrets),
    ),
    secret: { shown: () => '(secret)', remedy: makeWebhookSecret },
  },
  webhookEvents: variable('EVENTS_WEBHOOK_TYPES', 'warning,user', parsedBy(parseEventSelection)),
  allowsPrivate: variable('EVENTS_WEBHOOK_ALLOW_PRIVATE', 'false', trueOrFalse),
};

/** Shutdown. Only production has a delay, which lets the proxy in front notice the shutdown. */
export const SHUTDOWN = {
  delayMs: variable(
    'SHUTDOWN_DELAY',
    (isProduction) => (isProduction ? '3s' : '0s'),
    durationMs(0, { max: '1h' }),
  ),
  timeoutMs: variable('SHUTDOWN_TIMEOUT', '10s', durationMs(1, { max: '3h' })),
};

/**
 * All variables, in display order. A new variable needs an entry in a section above, a row in
 * docs/configuration.md and a line in `.env.example`. A test compares the three.
 */
export const VARIABLES: readonly Variable[] = [
  SERVICE,
  KEYS,
  AUTH,
  PASSWORD_HASHES,
  LOGIN,
  TRANSPORT,
  THROTTLE,
  TLS,
  HTTP,
  CONNECTIONS,
  METRICS,
  PRUNING,
  EVENTS,
  SHUTDOWN,
].flatMap((section: Section) => Object.values(section));

/** The names of all variables, including `NAME_FILE`. */
export const NAMES: readonly string[] = VARIABLES.flatMap(({ name, secret }) =>
  secret === undefined ? [name] : [name, fileVariable(name)],
);

/** Key pairs replace the secret. */
function neededInProduction(isProduction: boolean, variables: Variables): string | undefined {
  const algorithm = variables[KEYS.algorithm.name] ?? '';
  return isProduction && ['', 'HS256'].includes(algorithm) ? '' : undefined;
}

function withoutPassword(url: string): string {
  const location = parseDatabaseUrl(url);
  if (location === undefined) return '(no database URL)';
  return location.kind === 'sqlite' ? `sqlite:${location.path}` : describeLocation(location);
}

/** `set -C` keeps the shell from overwriting a file, which may contain a secret that is in use. */
function makeSecret(givenAs: string): string {
  return givenAs.endsWith('_FILE')
    ? `Generate one into a new file: (umask 077; set -C; ${MAKE_SECRET_COMMAND} > "$${givenAs}")`
    : `Generate one and store it: export ${givenAs}="$(${MAKE_SECRET_COMMAND})"`;
}

function makeWebhookSecret(): string {
  return `Generate one: ${MAKE_WEBHOOK_SECRET_COMMAND}`;
}
