import {
  ALL_BROWSER_ACTORS,
  HONEST_BROWSER,
  LARGE_BROWSERS,
  MIDDLE_BROWSERS,
  SMALL_BROWSERS,
} from './browsers.js';
import {
  ALL_ACTORS,
  HONEST_CLIENTS,
  LARGE_CLIENTS,
  MIDDLE_CLIENTS,
  SMALL_CLIENTS,
} from './clients.js';
import type { Scenario } from './scenario.js';

/** One other actor and a client or a browser that refreshes once. */
export const SMALL: readonly Scenario[] = [...SMALL_CLIENTS, ...SMALL_BROWSERS];

/** Actors with more steps, or two other actors. */
export const MIDDLE: readonly Scenario[] = [...MIDDLE_CLIENTS, ...MIDDLE_BROWSERS];

/** Several other actors at once. */
export const LARGE: readonly Scenario[] = [...LARGE_CLIENTS, ...LARGE_BROWSERS];

/** Scenarios with too many schedules to explore, of which random ones are run. */
export const SAMPLED: readonly Scenario[] = [
  ALL_ACTORS,
  HONEST_CLIENTS,
  ALL_BROWSER_ACTORS,
  HONEST_BROWSER,
];
