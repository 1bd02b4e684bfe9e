import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Duration, parseDurationSeconds } from '../domain/duration.js';
import { exceededLifetimeMessage, exceededLifetimes, type Lifetimes } from '../domain/lifetimes.js';
import { OperationalError } from '../domain/operational-error.js';
import { becauseOf, LIFETIME_LIMIT } from './option-limits.js';
import { isPublicUrl } from './public-url.js';
import { checkSecret, MIN_SECRET_BYTES, type SecretResult } from '../domain/secret.js';

/** The options are invalid. `problems` lists each problem with its remedy. */
export class AuthOptionsError extends OperationalError {
  /** Always `AuthOptionsError`. */
  override readonly name = 'AuthOptionsError';

  /** @param problems one sentence for each problem, with the value to write instead */
  constructor(readonly problems: readonly string[]) {
    super(`AuthModule cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/** A shell command that prints a secret of 384 bits. It needs only Node.js. */
export const MAKE_SECRET_COMMAND = `node -p "crypto.randomBytes(48).toString('base64url')"`;

interface NamedDuration {
  name: string;
  text: Duration;
}

/** Reads options and collects all problems, instead of stopping at the first. */
export class OptionProblems {
  private readonly problems: string[] = [];

  add(...problems: readonly string[]): void {
    this.problems.push(...problems);
  }

  /**
   * Returns the options that are set. Null counts as left out, because parsed configuration files
   * contain null for a missing value.
   */
  members<T extends object>(options: T, known: readonly string[]): Partial<T> {
    if (!isRecord(options)) {
      this.add(
        'The options are missing. Return an object with the options from useFactory, or from ' +
          'createAuthOptions of useClass or useExisting.',
      );
      return {};
    }
    this.rejectUnknown(options, known);
    const present = Object.entries(options).filter(([, value]) => value !== null);
    return Object.fromEntries(present) as Partial<T>;
  }

  /** Rejects unknown names, because a misspelt option would have no effect. */
  private rejectUnknown(options: object, known: readonly string[]): void {
    const unknown = Object.keys(options).filter((name) => !known.includes(name));
    for (const name of unknown) {
      this.add(
        `Unknown option '${name}'. Expected one of: ${known.join(', ')}. Write all other ` +
          'properties next to useFactory, not in the object that it returns.',
      );
    }
  }

  /** @returns whole seconds */
  seconds(name: string, value: string, min: number, limit = LIFETIME_LIMIT): number {
    const parsed = parseDurationSeconds(value);
    const max = parseDurationSeconds(limit.max)!;
    if (parsed !== undefined && parsed >= min && parsed <= max) return parsed;
    this.add(
      `${name} is '${value}'. Write a whole number and a unit (s, m, h or d), such as '5m', ` +
        `from '${min}s' to '${limit.max}'${becauseOf(limit)}.`,
    );
    return min;
  }

  /**
   * Reads the three lifetimes, none of which may be longer than the next.
   *
   * @param options the name and text of each, in this order
   * @returns whole seconds
   */
  lifetimes(options: Readonly<Record<keyof Lifetimes, NamedDuration>>): Lifetimes {
    const before = this.problems.length;
    const secondsOf = ({ name, text }: NamedDuration) => this.seconds(name, text, 1);
    const lifetimes: Lifetimes = {
      access: secondsOf(options.access),
      refresh: secondsOf(options.refresh),
      session: secondsOf(options.session),
    };
    if (this.problems.length > before) return lifetimes;
    for (const [longer, shorter] of exceededLifetimes(lifetimes)) {
      this.add(exceededLifetimeMessage(options[longer], options[shorter]));
    }
    return lifetimes;
  }

  /** @returns undefined when it was left out */
  count(name: string, value: number | undefined, max: number, min = 1): number | undefined {
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max))
      return value;
    this.add(
      `${name} is ${String(value)}. Write a whole number from ${min} to ${max}, or leave it out.`,
    );
    return undefined;
  }

  /** @returns undefined when it was left out */
  text(name: string, value: string | undefined): string | undefined {
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    this.add(`${name} is '${String(value)}'. Write a string, or leave it out.`);
    return undefined;
  }

  /** @returns undefined when it was left out */
  origin(name: string, value: string | undefined): string | undefined {
    if (value === undefined || (typeof value === 'string' && isPublicUrl(value))) return value;
    this.add(
      `${name} is '${String(value)}'. Write the origin of one host, such as ` +
        "'https://api.example.org', in lower case and without a path, or leave it out.",
    );
    return undefined;
  }

  /**
   * @param rule the valid texts, after "Write"
   * @returns for an invalid text the problem is added, and the result is never used
   */
  parsed<T>(name: string, text: string, parse: (text: string) => T | undefined, rule: string): T {
    const value = typeof text === 'string' ? parse(text) : undefined;
    if (value === undefined) this.add(`${name} is '${String(text)}'. Write ${rule}.`);
    return value as T;
  }

  oneOf<T extends string>(name: string, value: T, allowed: readonly T[]): T {
    if (allowed.includes(value)) return value;
    this.add(`${name} is '${value}'. Write ${allowed.map((one) => `'${one}'`).join(' or ')}.`);
    return value;
  }

  /** Returns a secret as a KeyObject, so that no log can contain it. */
  secret(secret: string | undefined): KeyObject | undefined {
    const weakness = weaknessOf(secret);
    if (weakness === undefined) return keyOf(secret);
    this.add(`secret ${weakness}. Generate one with: ${MAKE_SECRET_COMMAND}`);
    return undefined;
  }

  previousSecret(previous: string | undefined, secret: string | undefined): KeyObject | undefined {
    if (previous === undefined) return undefined;
    const weakness = previous === secret ? 'is the same as secret' : weaknessOf(previous);
    if (weakness === undefined) return keyOf(previous);
    this.add(`previousSecret ${weakness}. Write the secret that was used before, or leave it out.`);
    return undefined;
  }

  /** The problems so far. */
  get all(): readonly string[] {
    return this.problems;
  }

  /** @throws {AuthOptionsError} */
  throwIfAny(): void {
    if (this.problems.length > 0) throw new AuthOptionsError(this.problems);
  }
}

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keyOf = (secret = ''): KeyObject => createSecretKey(Buffer.from(secret));

/** @returns the weakness of a secret, as the end of a sentence; undefined if it has none */
export function weaknessOf(secret: string | undefined): string | undefined {
  if (secret !== undefined && typeof secret !== 'string') return 'is not a string';
  return WEAKNESSES[checkSecret(secret)]?.(secret ?? '');
}

const WEAKNESSES: Record<SecretResult, ((secret: string) => string) | undefined> = {
  strong: undefined,
  missing: () => 'is missing',
  not_text: () => 'is not UTF-8 text: some of its bytes were replaced when it was decoded',
  short: (secret) =>
    `is too short: ${Buffer.byteLength(secret)} bytes, at least ${MIN_SECRET_BYTES} are required`,
  well_known: () => 'is publicly known or easy to guess',
  predictable: () =>
    'is predictable: it consists of repeats, sequences, keyboard patterns, words, dates or a UUID ' +
    'that is not random',
};
