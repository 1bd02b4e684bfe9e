import type { z } from 'zod';

/** The variables of a process, as they are. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** All that is to be known of one variable. */
export interface Variable<T = unknown> {
  name: string;
  /** The text that counts when none is given; undefined: then there is no value either. */
  fallback: (isProduction: boolean) => string | undefined;
  /** From the text to its meaning. Its messages go on behind the name: `must be …`. */
  rule: z.ZodType<T, string>;
  /** What makes it a secret: never shown, and also read from the file that `NAME_FILE` names. */
  secret?: SecretTraits;
}

interface SecretTraits {
  /** What may be shown of it. */
  shown: (text: string) => string;
  /** A sentence behind every mistake. @param givenAs the variable's own name or `NAME_FILE` */
  remedy?: (givenAs: string) => string;
}

/** Variables under the names that their meanings have in the program. */
export type Section = Readonly<Record<string, Variable>>;

export type SettingsOf<S extends Section> = {
  [Key in keyof S]: S[Key] extends Variable<infer T> ? T : never;
};

/** @param fallback the text that counts when none is given, or what it is in production */
export const variable = <T>(
  name: string,
  fallback: string | Variable['fallback'],
  rule: z.ZodType<T, string>,
): Variable<T> => ({
  name,
  fallback: typeof fallback === 'string' ? () => fallback : fallback,
  rule,
});

/** Where a secret's file is named. */
export const fileVariable = (name: string): string => `${name}_FILE`;
