import { z } from 'zod';
import { MAX_SECONDS, weaknessOf } from '../../auth/option-problems.js';
import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import { parseDatabaseUrl } from '../database/database-url.js';

/** What a function reads; null stands for what it cannot read. The text is never repeated. */
export const readBy = <T>(parse: (text: string) => T | null, message: string) =>
  z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue(message);
    return z.NEVER;
  });

export const port = z
  .string()
  .refine(
    (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
    'must be a whole number from 0 to 65535',
  )
  .transform(Number);

/** @param max timers overflow above 24 days */
export const duration = (minSeconds = 1, max: Duration = '3650d') =>
  z
    .string()
    .refine(
      (text) => isBetween(minSeconds, parseDurationSeconds(text), secondsOf(max)),
      'needs a whole number and a unit (s, m, h or d), such as 90s, 5m, 24h or 30d, ' +
        `from ${minSeconds}s to ${max}`,
    )
    .transform((text) => text as Duration);

export const durationMs = (minSeconds?: number, max?: Duration) =>
  duration(minSeconds, max).transform((text) => secondsOf(text) * 1000);

const secondsOf = (duration: Duration): number => parseDurationSeconds(duration) ?? MAX_SECONDS;

const isBetween = (min: number, value: number | undefined, max: number): boolean =>
  value !== undefined && value >= min && value <= max;

export const oneOf = <const T extends string>(...allowed: T[]) =>
  readBy((text) => allowed.find((one) => one === text) ?? null, `must be ${inWords(allowed)}`);

const inWords = (allowed: readonly string[]): string =>
  [allowed.slice(0, -1).join(', '), allowed.at(-1)].join(' or ');

/** Anything else is a mistake: as development, which invents a secret, `prod` would be a bad guess. */
export const production = oneOf('production', 'development', 'test').transform(
  (text) => text === 'production',
);

export const yesOrNo = oneOf('true', 'false').transform((text) => text === 'true');

export const databaseUrl = readBy(
  (url) => parseDatabaseUrl(url) ?? null,
  'must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME, ' +
    'with %25, %2F, %3F, %23, %40 and %20 for %, /, ?, #, @ and a space in the password',
);

/** Strong enough to sign with. */
export const signingSecret = z.string().superRefine((text, context) => {
  const weakness = weaknessOf(text);
  if (weakness !== undefined) context.addIssue(weakness);
});
