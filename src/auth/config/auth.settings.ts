import type { KeyObject } from 'node:crypto';
import type { Argon2Parameters } from '../domain/password-hash/argon2-parameters.js';
import type { AuthModuleOptions } from './auth.options.js';
import {
  DEFAULT_MIN_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH_LIMITS,
} from '../domain/password-rules.js';
import {
  CLOCK_TOLERANCE_LIMIT,
  MAX_SESSIONS_LIMIT,
  REUSE_INTERVAL_LIMIT,
} from './option-limits.js';
import type { ClaimHeader } from '../domain/claim-header.js';
import type { LoginRules } from '../domain/login-name.js';
import type { TokenTyp } from '../domain/compact-jws.js';
import { derivationKeyOf, type KeyMaterial } from '../keys/key-material.js';
import { resolveIssuer } from './issuer-options.js';
import { resolveKeys } from './key-options.js';
import { resolveCheckClaims } from './check-options.js';
import { resolveLoginRules } from './login-options.js';
import { OptionProblems } from './option-problems.js';
import type { LoginLimits } from '../domain/throttle/login-limits.js';
import { resolveLoginLimits } from './throttle-options.js';
import { resolvePasswordHash } from './password-hash-options.js';
import { resolveTransport } from './transport-options.js';

/** Validated options with defaults applied. Durations are in the unit of their name. */
export interface AuthSettings {
  readonly keys: KeyMaterial;
  /** The secret from which the keys of counters and dummy hashes are derived. */
  readonly derivationKey: KeyObject;
  /** The `typ` of access tokens. */
  readonly accessTokenTyp: TokenTyp;
  /** The claim `client_id` of access tokens. */
  readonly clientId: string | undefined;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly sessionSeconds: number;
  readonly maxSessionsPerUser: number | undefined;
  readonly rotation: 'single-use' | 'none';
  readonly reuseIntervalMs: number;
  readonly accessTokenCheck: 'session' | 'signature';
  readonly clockToleranceMs: number;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly refreshTokenTransport: 'body' | 'cookie' | 'both';
  readonly accessTokenTransport: 'header' | 'cookie';
  readonly cookieSameSite: 'strict' | 'lax';
  readonly cookieDomain: string | undefined;
  /** Whether pages of another origin may send requests with cookies. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  /** An origin. Undefined: links begin with the origin that the request names. */
  readonly publicUrl: string | undefined;
  /** The claims that `GET /api/token/check/` returns, with their headers. */
  readonly checkClaims: readonly ClaimHeader[];
  /** Undefined: log-ins have no limits. */
  readonly loginLimits: LoginLimits | undefined;
  /** Undefined: the options are left out. */
  readonly passwordHash: Argon2Parameters | undefined;
  /** For the module's own user store. */
  readonly loginRules: LoginRules;
  /** In Unicode code points. */
  readonly passwordMinLength: number;
}

/** Injection token of the settings. */
export const AUTH_SETTINGS = Symbol('AUTH_SETTINGS');

const OPTIONS = Object.keys({
  algorithm: true,
  secret: true,
  previousSecret: true,
  privateKey: true,
  keysDirectory: true,
  accessTokenLifetime: true,
  refreshTokenLifetime: true,
  sessionLifetime: true,
  maxSessionsPerUser: true,
  rotation: true,
  reuseInterval: true,
  accessTokenCheck: true,
  clockTolerance: true,
  issuer: true,
  audience: true,
  accessTokenTyp: true,
  clientId: true,
  refreshTokenTransport: true,
  accessTokenTransport: true,
  cookieSameSite: true,
  cookieDomain: true,
  allowedOrigins: true,
  publicUrl: true,
  checkClaims: true,
  loginThrottle: true,
  loginThrottlePerAccountAndAddress: true,
  loginThrottlePerAddress: true,
  loginThrottlePerAccount: true,
  loginThrottlePerSession: true,
  loginThrottleTokenRequests: true,
  passwordHashMemory: true,
  passwordHashPasses: true,
  usernameCase: true,
  loginFields: true,
  passwordMinLength: true,
} satisfies Record<keyof AuthModuleOptions, true>);

/**
 * Validates the options and applies the defaults.
 *
 * @param given the application's options, which may come from JavaScript
 * @param otherProblems further problems to report together with those of the options
 * @throws {AuthOptionsError} with all problems
 */
export function resolveAuthSettings(
  given: AuthModuleOptions,
  ...otherProblems: readonly (readonly string[])[]
): AuthSettings {
  const problems = new OptionProblems();
  const options = problems.members(given, OPTIONS);
  const keys = resolveKeys(options, problems);
  const { access, refresh, session } = problems.lifetimes({
    access: { name: 'accessTokenLifetime', text: options.accessTokenLifetime ?? '5m' },
    refresh: { name: 'refreshTokenLifetime', text: options.refreshTokenLifetime ?? '24h' },
    session: { name: 'sessionLifetime', text: options.sessionLifetime ?? '30d' },
  });
  const reuseInterval = options.reuseInterval ?? '0s';
  const clockTolerance = options.clockTolerance ?? '60s';
  const rest = {
    accessTokenSeconds: access,
    refreshTokenSeconds: refresh,
    sessionSeconds: session,
    maxSessionsPerUser: problems.count(
      'maxSessionsPerUser',
      options.maxSessionsPerUser,
      MAX_SESSIONS_LIMIT,
    ),
    rotation: problems.oneOf('rotation', options.rotation ?? 'single-use', ['single-use', 'none']),
    reuseIntervalMs:
      1000 * problems.seconds('reuseInterval', reuseInterval, 0, REUSE_INTERVAL_LIMIT),
    accessTokenCheck: problems.oneOf('accessTokenCheck', options.accessTokenCheck ?? 'session', [
      'session',
      'signature',
    ]),
    clockToleranceMs:
      1000 * problems.seconds('clockTolerance', clockTolerance, 0, CLOCK_TOLERANCE_LIMIT),
    ...resolveIssuer(options, problems),
    ...resolveTransport(options, problems),
    publicUrl: problems.origin('publicUrl', options.publicUrl),
    checkClaims: resolveCheckClaims(options, problems),
    loginLimits: resolveLoginLimits(options, problems),
    passwordHash: resolvePasswordHash(options, problems),
    loginRules: resolveLoginRules(options, problems),
    passwordMinLength:
      problems.count(
        'passwordMinLength',
        options.passwordMinLength,
        MIN_PASSWORD_LENGTH_LIMITS.max,
        MIN_PASSWORD_LENGTH_LIMITS.min,
      ) ?? DEFAULT_MIN_PASSWORD_LENGTH,
  };
  problems.add(...otherProblems.flat());
  problems.throwIfAny();
  return Object.freeze({ keys, derivationKey: derivationKeyOf(keys), ...rest });
}
