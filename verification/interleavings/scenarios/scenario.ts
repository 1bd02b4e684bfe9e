import type { BrowserRules } from '../actors/browser-rules.js';
import { advanceClock } from '../actors/operator.js';
import type { World } from '../world.js';

/** The actors of an exploration, and their settings. */
export interface Scenario {
  name: string;
  /** The number of times that clients may give up waiting for a response. */
  losses: number;
  begin: (world: World) => Promise<void>;
  /** The service's reuse interval. @default 0 */
  reuseIntervalSeconds?: number;
  /** The rules of browsers that a mutant replaces. */
  browserRules?: Partial<BrowserRules> | undefined;
}

export const scenario = (name: string, losses: number, begin: Scenario['begin']): Scenario => ({
  name,
  losses,
  begin,
});

/** Longer than an older request of a client may take, in milliseconds. */
export const AFTER_STALE_LIMIT = 122_000;

/** Lets a day pass in two halves, so that a thief can refresh between them. */
export function passDayInHalves(world: World): void {
  world.start('the clock', advanceClock(world, 'half a day', DAY / 2));
  world.start('the other clock', advanceClock(world, 'half a day', DAY / 2));
}

export const DAY = 86_400_000;
