import { parseDurationSeconds } from '../duration.js';

/** A maximum number of attempts within a time. */
export interface Rate {
  readonly limit: number;
  readonly seconds: number;
}

const MAX_LIMIT = 1_000_000;

/** Timers of Node.js, on which the store in memory relies, hold at most 24 days. */
const MAX_DAYS = 20;

/** The longest time of a counter. */
export const MAX_COUNTER_SECONDS = MAX_DAYS * 86_400;

/** The highest rate, as text. */
export const MAX_RATE = `${MAX_LIMIT}/${MAX_DAYS}d` as const;

/**
 * Parses a rate: `'5/1m'` is 5 attempts within a minute.
 *
 * @returns undefined if the text is not a rate, or is out of range
 */
export function parseRate(text: string): Rate | undefined {
  const [, limitText = '', duration = ''] = /^([1-9]\d{0,6})\/(\w+)$/.exec(text) ?? [];
  const [limit, seconds = 0] = [Number(limitText), parseDurationSeconds(duration)];
  const isInRange =
    limit >= 1 && limit <= MAX_LIMIT && seconds >= 1 && seconds <= MAX_COUNTER_SECONDS;
  return isInRange ? { limit, seconds } : undefined;
}

/**
 * Parses a list of rates such as `'5/1m, 10/15m, 20/24h'`. Each rate must have a higher number
 * and a lower number per minute than the one before it. Otherwise one of the two would have no effect.
 *
 * @returns undefined if the text is not such a list
 */
export function parseRates(text: string): readonly Rate[] | undefined {
  const rates = text.split(',').map((part) => parseRate(part.trim()));
  if (!rates.every((rate) => rate !== undefined)) return undefined;
  return rates.every((rate, index) => index === 0 || isSlower(rate, rates[index - 1]!))
    ? rates
    : undefined;
}

const isSlower = (rate: Rate, previous: Rate): boolean =>
  rate.limit > previous.limit && rate.limit / rate.seconds < previous.limit / previous.seconds;
