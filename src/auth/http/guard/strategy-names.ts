import { randomUUID } from 'node:crypto';

/**
 * The names of this module instance's strategies. Passport has one registry for the whole process:
 * under a fixed name a second application, or the host's own strategy, would be replaced silently.
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

/** For `getPassportInstance()`: keeps a strategy from registering itself under its library's name. */
export const REGISTERED_BY_NAME = { use: () => undefined };
