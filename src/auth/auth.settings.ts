import { createSecretKey, type KeyObject } from 'node:crypto';
import type { AuthModuleOptions } from './auth.options.js';
import { parseDurationSeconds } from './domain/duration.js';
import { judgeSecret, MIN_SECRET_BYTES } from './domain/secret.js';

/** The options with their defaults, checked, in units that are counted with. */
export interface AuthSettings {
  readonly algorithm: 'HS256';
  /** A KeyObject always: with a string, jsonwebtoken costs ten times as much. */
  readonly key: KeyObject;
  /** What verifies, after `key`, and never signs. */
  readonly previousKey: KeyObject | undefined;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly loginSeconds: number;
  readonly rotation: 'single-use' | 'none';
  readonly reuseIntervalMs: number;
  readonly accessTokenCheck: 'login' | 'signature';
  readonly clockToleranceMs: number;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** Token under which the settings are injected. */
export const AUTH_SETTINGS = Symbol('AUTH_SETTINGS');

/** The options are wrong: `problems` lists everything that is, each with what to write instead. */
export class AuthOptionsError extends Error {
  override readonly name = 'AuthOptionsError';

  constructor(readonly problems: readonly string[]) {
    super(`AuthModule cannot start:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
}

/** Ten years: longer is a mistake, and stays far below the last date that a token can carry. */
export const MAX_SECONDS = 3650 * 86_400;

/** @throws {AuthOptionsError} */
export function resolveAuthSettings(options: AuthModuleOptions): AuthSettings {
  const problems: string[] = [];
  const seconds = (name: string, value: string, min: number): number => {
    const parsed = parseDurationSeconds(value);
    if (parsed !== undefined && parsed >= min && parsed <= MAX_SECONDS) return parsed;
    problems.push(
      `${name} is '${value}'. Write a whole number and a unit (s, m, h or d), such as '5m', ` +
        `from '${min}s' to '3650d'.`,
    );
    return min;
  };
  const oneOf = <T extends string>(name: string, value: T, allowed: readonly T[]): T => {
    if (!allowed.includes(value)) {
      problems.push(
        `${name} is '${value}'. Write ${allowed.map((one) => `'${one}'`).join(' or ')}.`,
      );
    }
    return value;
  };
  const settings = {
    accessTokenSeconds: seconds('accessTokenLifetime', options.accessTokenLifetime ?? '5m', 1),
    refreshTokenSeconds: seconds('refreshTokenLifetime', options.refreshTokenLifetime ?? '24h', 1),
    loginSeconds: seconds('loginLifetime', options.loginLifetime ?? '30d', 1),
    rotation: oneOf('rotation', options.rotation ?? 'single-use', ['single-use', 'none']),
    reuseIntervalMs: seconds('reuseInterval', options.reuseInterval ?? '0s', 0) * 1000,
    accessTokenCheck: oneOf('accessTokenCheck', options.accessTokenCheck ?? 'login', [
      'login',
      'signature',
    ]),
    clockToleranceMs: seconds('clockTolerance', options.clockTolerance ?? '60s', 0) * 1000,
    issuer: options.issuer,
    audience: options.audience,
  };
  const { secret, previousSecret: previous } = options;
  problems.unshift(...secretProblems(secret), ...previousSecretProblems(previous, secret));
  if (problems.length > 0) throw new AuthOptionsError(problems);
  const previousKey = previous === undefined ? undefined : keyOf(previous);
  return Object.freeze({ algorithm: 'HS256', key: keyOf(secret), previousKey, ...settings });
}

const keyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

function secretProblems(secret: string | undefined): string[] {
  const weakness = weaknessOf(secret);
  return weakness === undefined ? [] : [`secret ${weakness}. Make one: ${MAKE_SECRET_COMMAND}`];
}

function previousSecretProblems(previous: string | undefined, secret: string): string[] {
  if (previous === undefined) return [];
  const weakness = previous === secret ? 'is the same as secret' : weaknessOf(previous);
  if (weakness === undefined) return [];
  return [`previousSecret ${weakness}. Write the secret before this one, or leave it out.`];
}

/** @returns why it cannot be a secret, as the end of a sentence; undefined when it can */
export function weaknessOf(secret: string | undefined): string | undefined {
  return {
    strong: undefined,
    missing: 'is missing',
    short: `is shorter than ${MIN_SECRET_BYTES} bytes`,
    well_known: 'is one that others know or guess',
  }[judgeSecret(secret)];
}

/** Prints a secret of 384 bits; works wherever the service does. */
export const MAKE_SECRET_COMMAND = `node -p "crypto.randomBytes(48).toString('base64url')"`;
