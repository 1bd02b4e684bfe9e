import {
  type LoginLimits,
  MAX_CONSECUTIVE_FAILURES,
  RANKS,
} from '../domain/throttle/login-limits.js';
import { MAX_RATE, parseRate, parseRates, type Rate } from '../domain/throttle/rate.js';
import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

/** The defaults of the limits. docs/operating.md has the guesses that they allow. */
export const DEFAULT_LIMITS = {
  loginThrottlePerAccountAndAddress: '5/1m, 10/15m, 20/24h',
  loginThrottlePerAddress: '100/15m, 500/24h',
  loginThrottlePerAccount: '100/1m',
  loginThrottlePerSession: '600/1m',
  loginThrottleTokenRequests: '6000/1m',
} as const;

type LimitName = keyof typeof DEFAULT_LIMITS;
type ThrottleOptions = Pick<AuthModuleOptions, 'loginThrottle' | LimitName>;

const NAMES = Object.keys(DEFAULT_LIMITS) as LimitName[];

export const RATE_RULE =
  `a rate: a number and a time, such as '5/1m', at most '${MAX_RATE}'` as const;

export const RATES_RULE =
  "one or more rates, such as '5/1m, 20/24h'. Each rate must have a higher number and a lower number " +
  'per minute than the one before it';

export const ACCOUNT_RATE_RULE = `from ${RANKS} to ${MAX_CONSECUTIVE_FAILURES} failures and the cool-down after them, such as '100/1m'`;

/** @returns undefined for a text that is not a rate, or allows too many consecutive failures */
export function parseAccountRate(text: string): Rate | undefined {
  const rate = parseRate(text);
  const isInRange =
    rate !== undefined && rate.limit >= RANKS && rate.limit <= MAX_CONSECUTIVE_FAILURES;
  return isInRange ? rate : undefined;
}

/**
 * Validates the options of the limits, and applies their defaults.
 *
 * @returns undefined if log-ins have no limits
 */
export function resolveLoginLimits(
  options: ThrottleOptions,
  problems: OptionProblems,
): LoginLimits | undefined {
  const mode = problems.oneOf('loginThrottle', options.loginThrottle ?? 'on', ['on', 'off']);
  if (mode === 'off') {
    const unused = NAMES.filter((name) => options[name] !== undefined);
    problems.add(...unused.map((name) => `${name} has no effect: loginThrottle is 'off'.`));
    return undefined;
  }
  const read = <T>(name: LimitName, parse: (text: string) => T | undefined, rule: string): T =>
    problems.parsed(name, options[name] ?? DEFAULT_LIMITS[name], parse, rule);
  return {
    perAccountAndAddress: read('loginThrottlePerAccountAndAddress', parseRates, RATES_RULE),
    perAddress: read('loginThrottlePerAddress', parseRates, RATES_RULE),
    perAccount: read('loginThrottlePerAccount', parseAccountRate, ACCOUNT_RATE_RULE),
    refreshesPerSession: read('loginThrottlePerSession', parseRate, RATE_RULE),
    tokenRequestsPerAddress: read('loginThrottleTokenRequests', parseRate, RATE_RULE),
  };
}
