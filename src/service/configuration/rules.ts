import * as z from 'zod';
import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import { becauseOf, type DurationLimit, LIFETIME_LIMIT } from '../../auth/config/option-limits.js';
import { weaknessOf } from '../../auth/config/option-problems.js';
import { readDatabaseUrl } from '../database/database-url.js';
import type { Parsed } from './parsed.js';

/**
 * Creates a rule from a parser. Messages never contain the text.
 *
 * @param parse returns null for invalid text
 */
export const readBy = <T>(parse: (text: string) => T | null, message: string) =>
  z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue(message);
    return z.NEVER;
  });

/** Creates a rule from a parser that returns its own messages. */
export const parsedBy = <T>(parse: (text: string) => Parsed<T>) =>
  z.string().transform((text, context) => {
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    context.addIssue(parsed.problem);
    return z.NEVER;
  });

/** Any text. */
export const text = z.string();

/** The path of a file, which its reader checks. */
export const path = z.string();

/** Kubernetes sets variables such as `METRICS_PORT` for a Service named `metrics`. */
const PORT_OF_KUBERNETES = /^(?:tcp|udp|sctp):\/\//;

const PORT_RULE = 'must be a whole number from 0 to 65535';

export const port = parsedBy<number>((text) => {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return { value: Number(text) };
  if (!PORT_OF_KUBERNETES.test(text)) return { problem: PORT_RULE };
  return {
    problem:
      `${PORT_RULE}. This is the address of a Kubernetes Service of the same name: set ` +
      'enableServiceLinks: false, or the variable in the container',
  };
});

export const wholeNumber = (min: number, max: number) =>
  readBy(
    (text) =>
      /^[1-9]\d{0,8}$/.test(text) && isBetween(min, Number(text), max) ? Number(text) : null,
    `must be a whole number from ${min} to ${max}`,
  );

/** @param limit maximum. Timers overflow above 24 days. */
export const duration = (minSeconds = 1, limit = LIFETIME_LIMIT) =>
  z
    .string()
    .refine(
      (text) => isBetween(minSeconds, parseDurationSeconds(text), parseDurationSeconds(limit.max)),
      'needs a whole number and a unit (s, m, h or d), such as 90s, 5m, 24h or 30d, ' +
        `from ${minSeconds}s to ${limit.max}${becauseOf(limit)}`,
    )
    .transform((text) => text as Duration);

export const durationSeconds = (minSeconds?: number, limit?: DurationLimit) =>
  duration(minSeconds, limit).transform((text) => parseDurationSeconds(text)!);

export const durationMs = (minSeconds?: number, limit?: DurationLimit) =>
  duration(minSeconds, limit).transform((text) => parseDurationSeconds(text)! * 1000);

const isBetween = (min: number, value = NaN, max = NaN): boolean => value >= min && value <= max;

const BODY_LIMIT_RULE = 'needs a whole number and a unit (KiB or MiB), from 1KiB to 16MiB';

const MAX_BYTES = 16 * 1024 ** 2;

/** @returns bytes; null when the text is not a size, is 0, or is too large */
function parseByteSize(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,5})(KiB|MiB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (unit === 'MiB' ? 1024 ** 2 : 1024);
  return bytes > 0 && bytes <= MAX_BYTES ? bytes : null;
}

export const bodyLimit = readBy(parseByteSize, BODY_LIMIT_RULE);

export const oneOf = <const T extends string>(...allowed: T[]) =>
  readBy((text) => allowed.find((one) => one === text) ?? null, `must be ${inWords(allowed)}`);

const inWords = (allowed: readonly string[]): string =>
  [allowed.slice(0, -1).join(', '), allowed.at(-1)].join(' or ');

/** Rejects unknown values: `prod` must not run as development, which generates a secret. */
export const production = oneOf('production', 'development', 'test').transform(
  (text) => text === 'production',
);

export const trueOrFalse = oneOf('true', 'false').transform((text) => text === 'true');

/**
 * Checks the text of a limit, which the module parses.
 *
 * @param rule the valid texts, without a verb
 */
export const rates = (parse: (text: string) => unknown, rule: string) =>
  readBy((text) => (parse(text) === undefined ? null : text), `must be ${rule}`);

export const databaseUrl = parsedBy(readDatabaseUrl);

/** A secret that is strong enough to sign tokens. */
export const signingSecret = z.string().superRefine((text, context) => {
  const weakness = weaknessOf(text);
  if (weakness !== undefined) context.addIssue(weakness);
});
