import { randomUUID } from 'node:crypto';

/**
 * The names of the strategies of one module instance. Passport has one registry per process: a
 * strategy with a fixed name would silently replace that of another instance or of the application.
 */
export interface StrategyNames {
  jwt: string;
  local: string;
}

export const STRATEGY_NAMES = Symbol('STRATEGY_NAMES');

export function nameStrategies(): StrategyNames {
  const instance = randomUUID();
  return { jwt: `keyturn-jwt-${instance}`, local: `keyturn-local-${instance}` };
}

/**
 * For `getPassportInstance()`: prevents a strategy from registering itself under its default name.
 */
export const REGISTERED_BY_NAME = { use: () => undefined };
