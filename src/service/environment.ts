import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AuthModuleOptions } from '../auth/auth.options.js';
import { MAKE_SECRET_COMMAND, MAX_SECONDS } from '../auth/auth.settings.js';
import { type Duration, parseDurationSeconds } from '../auth/domain/duration.js';
import { judgeSecret, MIN_SECRET_BYTES } from '../auth/domain/secret.js';
import { ConfigurationError } from './configuration-error.js';
import { type DatabaseLocation, parseDatabaseUrl } from './database/database-url.js';
import type { HttpSettings } from './http/http-settings.js';
import {
  BODY_LIMIT_RULE,
  ORIGINS_RULE,
  parseByteSize,
  parseOrigins,
  parseTrustProxy,
  TRUST_PROXY_RULE,
} from './http/http-variables.js';
import { isLongEnough, SHUTDOWN_RULE } from './shutdown/shutdown-settings.js';

/** The variables of a process, as they are. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the variables say, checked. */
export interface Environment {
  isProduction: boolean;
  host: string;
  /** 0: any port that is free. */
  port: number;
  database: DatabaseLocation;
  /** Undefined in development alone: then one is made. */
  secret: string | undefined;
  auth: Omit<AuthModuleOptions, 'secret'>;
  http: HttpSettings;
}

const duration = (fallback: Duration, minSeconds = 1, max: Duration = '3650d') =>
  z
    .string()
    .default(fallback)
    .refine(
      (text) => isBetween(minSeconds, parseDurationSeconds(text), secondsOf(max)),
      'needs a whole number and a unit (s, m, h or d), such as 90s, 5m, 24h or 30d, ' +
        `from ${minSeconds}s to ${max}`,
    )
    .transform((text) => text as Duration);

const secondsOf = (duration: Duration): number => parseDurationSeconds(duration) ?? MAX_SECONDS;

const isBetween = (min: number, value: number | undefined, max: number): boolean =>
  value !== undefined && value >= min && value <= max;

const oneOf = <T extends string>(first: T, ...others: T[]) =>
  z.enum([first, ...others], `must be ${[first, ...others].join(' or ')}`).default(first as never);

const databaseUrl = z
  .string()
  .default('sqlite:./data/keyturn.sqlite')
  .transform((url, context) => {
    const location = parseDatabaseUrl(url);
    if (location !== undefined) return location;
    // The value is not repeated: it may hold a password.
    context.addIssue(
      'must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME, ' +
        'with %2F, %3F, %23 and %40 for /, ?, # and @ in the password',
    );
    return z.NEVER;
  });

/** A variable that a function reads; null stands for what it cannot read. */
const read = <T>(parse: (text: string) => T | null, fallback: string, rule: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const value = parse(text);
      if (value !== null) return value;
      context.addIssue(rule);
      return z.NEVER;
    });

const PORT_RULE = 'must be a whole number from 0 to 65535';

const schema = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .default('3000')
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, PORT_RULE)
    .transform(Number),
  DATABASE_URL: databaseUrl,
  ACCESS_TOKEN_LIFETIME: duration('5m'),
  REFRESH_TOKEN_LIFETIME: duration('24h'),
  LOGIN_LIFETIME: duration('30d'),
  REFRESH_TOKEN_ROTATION: oneOf('single-use', 'none'),
  REUSE_INTERVAL: duration('0s', 0),
  ACCESS_TOKEN_CHECK: oneOf('login', 'signature'),
  CLOCK_TOLERANCE: duration('60s', 0),
  CORS_ORIGINS: read(parseOrigins, '', ORIGINS_RULE),
  TRUST_PROXY: read(parseTrustProxy, '0', TRUST_PROXY_RULE),
  BODY_LIMIT: read(parseByteSize, '64KiB', BODY_LIMIT_RULE),
  EXPLORER: z.enum(['true', 'false'], 'must be true or false').optional(),
  SHUTDOWN_DELAY: duration('0s', 0, '1h'),
  SHUTDOWN_TIMEOUT: duration('10s', 1, '3h'),
});

/** A proxy is in front, and notices within this time; elsewhere nobody wants to wait. */
const PRODUCTION = { SHUTDOWN_DELAY: '3s' };

/** @throws {ConfigurationError} with every mistake at once */
export function readEnvironment(variables: Variables): Environment {
  const given = withoutEmpty(variables);
  const isProduction = given['NODE_ENV'] === 'production';
  const parsed = schema.safeParse(isProduction ? { ...PRODUCTION, ...given } : given);
  const secret = readSecret(given, isProduction);
  if (!parsed.success || secret.problems.length > 0) {
    throw new ConfigurationError([...problemsOf(parsed.error), ...secret.problems]);
  }
  const { data } = parsed;
  const shutdown = {
    delayMs: secondsOf(data.SHUTDOWN_DELAY) * 1000,
    timeoutMs: secondsOf(data.SHUTDOWN_TIMEOUT) * 1000,
  };
  if (!isLongEnough(shutdown)) throw new ConfigurationError([`SHUTDOWN_TIMEOUT ${SHUTDOWN_RULE}.`]);
  return {
    isProduction,
    host: data.HOST,
    port: data.PORT,
    database: data.DATABASE_URL,
    secret: secret.value,
    auth: {
      accessTokenLifetime: data.ACCESS_TOKEN_LIFETIME,
      refreshTokenLifetime: data.REFRESH_TOKEN_LIFETIME,
      loginLifetime: data.LOGIN_LIFETIME,
      rotation: data.REFRESH_TOKEN_ROTATION,
      reuseInterval: data.REUSE_INTERVAL,
      accessTokenCheck: data.ACCESS_TOKEN_CHECK,
      clockTolerance: data.CLOCK_TOLERANCE,
    },
    http: {
      corsOrigins: data.CORS_ORIGINS,
      trustProxy: data.TRUST_PROXY,
      bodyLimitBytes: data.BODY_LIMIT,
      hasExplorer: (data.EXPLORER ?? String(!isProduction)) === 'true',
      shutdown,
    },
  };
}

/** For commands that need the data and nothing else. @throws {ConfigurationError} */
export function readDatabaseLocation(variables: Variables): DatabaseLocation {
  const parsed = schema.pick({ DATABASE_URL: true }).safeParse(withoutEmpty(variables));
  if (!parsed.success) throw new ConfigurationError(problemsOf(parsed.error));
  return parsed.data.DATABASE_URL;
}

/** A variable that is set to nothing, as compose files do, is not set. */
function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}

function problemsOf(error: z.ZodError | undefined): string[] {
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`);
}

interface Secret {
  value?: string;
  problems: string[];
}

function readSecret(variables: Variables, isProduction: boolean): Secret {
  const { JWT_SECRET: direct, JWT_SECRET_FILE: file } = variables;
  if (direct !== undefined && file !== undefined) {
    return { problems: ['JWT_SECRET and JWT_SECRET_FILE are both set. Leave one of them out.'] };
  }
  if (file !== undefined) return readSecretFile(file);
  if (direct === undefined && !isProduction) return { problems: [] };
  return judged('JWT_SECRET', direct, `export JWT_SECRET="$(${MAKE_SECRET_COMMAND})"`);
}

/** The name of the file is not repeated: by mistake it may be the secret itself. */
function readSecretFile(file: string): Secret {
  const remedy = `(umask 077; ${MAKE_SECRET_COMMAND} > "$JWT_SECRET_FILE")`;
  try {
    return judged('JWT_SECRET_FILE', readFileSync(file, 'utf8').trim(), remedy);
  } catch {
    return { problems: [`JWT_SECRET_FILE names a file that cannot be read. Make it: ${remedy}`] };
  }
}

function judged(name: string, value: string | undefined, remedy: string): Secret {
  const verdict = judgeSecret(value);
  if (value !== undefined && verdict === 'strong') return { value, problems: [] };
  const what = {
    strong: '',
    missing: 'is missing',
    short: `is shorter than ${MIN_SECRET_BYTES} bytes`,
    well_known: 'is one that others know or guess',
  }[verdict];
  return { problems: [`${name} ${what}. Make a secret, and keep it: ${remedy}`] };
}
