import { isIP } from 'node:net';
import type { Argon2Parameters } from '../../auth/domain/password-hash/argon2-parameters.js';
import { type Configuration, readConfiguration, readSection, settingsOf } from './configuration.js';
import type { SettingsOf, Variables } from './variable.js';
import {
  AUTH,
  CONNECTIONS,
  EVENTS,
  HTTP,
  KEYS,
  LOGIN,
  METRICS,
  PASSWORD_HASHES,
  PRUNING,
  SERVICE,
  SHUTDOWN,
  THROTTLE,
  TLS,
  TRANSPORT,
} from './variables.js';
import { ConfigurationError } from './configuration-error.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import type { DatabaseLocation } from '../database/database-url.js';
import { DEFAULT_CONNECTION_LIMITS } from '../http/connection-limits.js';
import type { HttpSettings } from '../http/http-settings.js';
import type { AuditSettings } from '../audit/audit-settings.js';
import type { WebhookSettings } from '../webhook/webhook-settings.js';
import type { PruningSettings } from '../pruning/pruning-settings.js';
import { argon2ParametersOf, passwordHashProblems } from './password-hash-problems.js';

export type { Variables } from './variable.js';

/** The validated configuration. */
export type Environment = SettingsOf<typeof SERVICE> & {
  /** Whether the start runs pending migrations. */
  migratesOnStart: boolean;
  auth: SettingsOf<typeof AUTH> &
    SettingsOf<typeof KEYS> &
    SettingsOf<typeof PASSWORD_HASHES> &
    LoginRules &
    Partial<SettingsOf<typeof TRANSPORT>> &
    Partial<SettingsOf<typeof THROTTLE>>;
  http: HttpSettings;
  /** The port that redirects to HTTPS; undefined if there is none. */
  redirectPort: number | undefined;
  metrics: SettingsOf<typeof METRICS>;
  pruning: PruningSettings;
  audit: AuditSettings;
  /** Undefined if there is no webhook. */
  webhook: WebhookSettings | undefined;
  /** Possible mistakes, which do not prevent the start. */
  warnings: readonly string[];
};

/** @throws {ConfigurationError} with all problems */
export const readEnvironment = (variables: Variables): Environment =>
  environmentOf(readConfiguration(variables));

/**
 * Converts a configuration without reading it again, because a secret file may be a pipe.
 *
 * @throws {ConfigurationError} with all problems
 */
export function environmentOf(configuration: Configuration): Environment {
  const { readings, problems, warnings, certificate } = configuration;
  if (problems.length > 0) throw new ConfigurationError(problems);
  const service = settingsOf(SERVICE, readings);
  const http = settingsOf(HTTP, readings);
  return {
    ...service,
    migratesOnStart: service.migratesOnStart ?? service.database.kind === 'sqlite',
    auth: {
      ...settingsOf(AUTH, readings),
      ...settingsOf(KEYS, readings),
      ...settingsOf(LOGIN, readings),
      ...transportOf(settingsOf(TRANSPORT, readings)),
      ...throttleOf(settingsOf(THROTTLE, readings)),
      ...settingsOf(PASSWORD_HASHES, readings),
    },
    http: {
      ...http,
      allowedHosts: [
        ...http.allowedHosts,
        ...ownNames(service.host, http.publicUrl),
        ...(certificate?.facts.names ?? []),
      ],
      certificate,
      connections: { ...DEFAULT_CONNECTION_LIMITS, ...settingsOf(CONNECTIONS, readings) },
      shutdown: settingsOf(SHUTDOWN, readings),
    },
    redirectPort: settingsOf(TLS, readings).redirectPort,
    metrics: settingsOf(METRICS, readings),
    pruning: settingsOf(PRUNING, readings),
    ...auditOf(settingsOf(EVENTS, readings)),
    warnings,
  };
}

/** The names of this service that other variables contain. */
const ownNames = (host: string, publicUrl: string | undefined): string[] => [
  ...(isIP(host) === 0 ? [host.toLowerCase()] : []),
  ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
];

/** The module rejects settings of cookies that have no effect, also when they are defaults. */
const transportOf = (transport: SettingsOf<typeof TRANSPORT>) =>
  transport.refreshTokenTransport === 'body' ? {} : transport;

/** The module rejects limits that have no effect, also when they are defaults. */
const throttleOf = (throttle: SettingsOf<typeof THROTTLE>) =>
  throttle.loginThrottle === 'off' ? { loginThrottle: throttle.loginThrottle } : throttle;

/**
 * Reads DATABASE_URL for commands that need no other variable. Validates NODE_ENV too, because it
 * determines whether `.env` is read.
 *
 * @throws {ConfigurationError}
 */
export function readDatabaseLocation(variables: Variables): DatabaseLocation {
  const { isProduction, database } = SERVICE;
  return readSection({ isProduction, database }, variables).database;
}

/** Reads how log-ins compare names. @throws {ConfigurationError} */
export function readLoginRules(variables: Variables): LoginRules {
  return readSection(LOGIN, variables);
}

/** Reads PASSWORD_MIN_LENGTH for commands that set passwords. @throws {ConfigurationError} */
export function readPasswordMinLength(variables: Variables): number {
  const { passwordMinLength } = AUTH;
  return readSection({ passwordMinLength }, variables).passwordMinLength;
}

/** Reads the variables of pruning. @throws {ConfigurationError} */
export function readPruning(variables: Variables): PruningSettings {
  return readSection(PRUNING, variables);
}

/** Reads the cost of new password hashes. @throws {ConfigurationError} */
export function readPasswordHash(variables: Variables): Argon2Parameters {
  const settings = readSection(PASSWORD_HASHES, variables);
  const problems = passwordHashProblems(settings);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return argon2ParametersOf(settings);
}

type EventSettings = SettingsOf<typeof EVENTS>;

function auditOf(settings: EventSettings): Pick<Environment, 'audit' | 'webhook'> {
  const { webhookUrl: url, webhookKeys: keys, allowsPrivate } = settings;
  const webhook =
    url === undefined || keys === undefined ? undefined : { url, keys, allowsPrivate };
  return { audit: auditSettingsOf(settings), webhook };
}

/** Reads the variables of the audit log, for commands that write to it. @throws {ConfigurationError} */
export function readAudit(variables: Variables): AuditSettings {
  const { retentionMs, webhookUrl, webhookEvents } = EVENTS;
  return auditSettingsOf(readSection({ retentionMs, webhookUrl, webhookEvents }, variables));
}

const auditSettingsOf = ({
  retentionMs,
  webhookUrl,
  webhookEvents,
}: Pick<EventSettings, 'retentionMs' | 'webhookUrl' | 'webhookEvents'>): AuditSettings => ({
  retentionMs,
  webhookSelection: webhookUrl === undefined ? undefined : webhookEvents,
});
