import {
  type Configuration,
  readConfiguration,
  readSection,
  settingsOf,
} from './configuration/configuration.js';
import type { SettingsOf, Variables } from './configuration/variable.js';
import {
  AUTH,
  CONNECTIONS,
  HTTP,
  METRICS,
  PRUNING,
  SERVICE,
  SHUTDOWN,
} from './configuration/variables.js';
import { ConfigurationError } from './configuration-error.js';
import type { DatabaseLocation } from './database/database-url.js';
import { DEFAULT_CONNECTION_LIMITS } from './http/connection-limits.js';
import type { HttpSettings } from './http/http-settings.js';
import type { PruningSettings } from './pruning/pruning-settings.js';

export type { Variables } from './configuration/variable.js';

/** What the variables say, checked. */
export type Environment = SettingsOf<typeof SERVICE> & {
  /** Whether a start brings tables up to date that are behind. */
  migratesOnStart: boolean;
  auth: SettingsOf<typeof AUTH>;
  http: HttpSettings;
  metrics: SettingsOf<typeof METRICS>;
  pruning: PruningSettings;
  /** What looks like a mistake, and may be none. */
  warnings: readonly string[];
};

/** @throws {ConfigurationError} with every mistake at once */
export const readEnvironment = (variables: Variables): Environment =>
  environmentOf(readConfiguration(variables));

/** Of what was read already: a secret's file may be one that can be read once. @throws as above */
export function environmentOf({ readings, problems, warnings }: Configuration): Environment {
  if (problems.length > 0) throw new ConfigurationError(problems);
  const service = settingsOf(SERVICE, readings);
  return {
    ...service,
    migratesOnStart: service.migratesOnStart ?? service.database.kind === 'sqlite',
    auth: settingsOf(AUTH, readings),
    http: {
      ...settingsOf(HTTP, readings),
      connections: { ...DEFAULT_CONNECTION_LIMITS, ...settingsOf(CONNECTIONS, readings) },
      shutdown: settingsOf(SHUTDOWN, readings),
    },
    metrics: settingsOf(METRICS, readings),
    pruning: settingsOf(PRUNING, readings),
    warnings,
  };
}

/**
 * For commands that need the data and nothing else: but for NODE_ENV, which decides whether `.env`
 * was read.
 *
 * @throws {ConfigurationError}
 */
export function readDatabaseLocation(variables: Variables): DatabaseLocation {
  const { isProduction, database } = SERVICE;
  return readSection({ isProduction, database }, variables).database;
}

/** For a command that prunes. @throws {ConfigurationError} */
export function readPruning(variables: Variables): PruningSettings {
  return readSection(PRUNING, variables);
}
