import type * as z from 'zod';

/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The definition of an environment variable. */
export interface Variable<T = unknown> {
  name: string;
  /** Returns the default text; undefined when the variable has no default. */
  fallback: (isProduction: boolean, variables: Variables) => string | undefined;
  /** Parses and validates the text. Messages follow the name of the variable: `must be …`. */
  rule: z.ZodType<T, string>;
  /** Set for a secret, which is never shown and may be in the file that `NAME_FILE` names. */
  secret?: SecretTraits;
}

interface SecretTraits {
  /** Returns the part of the secret that may be shown. */
  shown: (text: string) => string;
  /** Whether the text may have several lines, as a key in PEM has. */
  hasLines?: boolean;
  /** Returns a sentence to append to every problem. @param givenAs `NAME` or `NAME_FILE` */
  remedy?: (givenAs: string) => string;
}

/** A group of variables, by the names of their settings. */
export type Section = Readonly<Record<string, Variable>>;

export type SettingsOf<S extends Section> = {
  [Key in keyof S]: S[Key] extends Variable<infer T> ? T : never;
};

/** @param fallback the default text, or a function that returns it */
export const variable = <T>(
  name: string,
  fallback: string | Variable['fallback'],
  rule: z.ZodType<T, string>,
): Variable<T> => ({
  name,
  fallback: typeof fallback === 'string' ? () => fallback : fallback,
  rule,
});

/** @returns the variable that contains the path of the file of a secret */
export const fileVariable = (name: string): string => `${name}_FILE`;
