import { AuthError, LoginChallengeError } from './auth-error.js';
import type { RawClaims } from './compact-jws.js';
import type { AllowLogin, ChallengeLogin, LoginDecision } from './login-policy.js';

const CODE = /^[a-z0-9_]{1,64}$/;

/** Members of a response that `data` cannot replace. */
const RESERVED = ['detail', 'code'];

/**
 * Converts a decision to the claims that it adds to both tokens.
 *
 * @throws {AuthError} `invalid_credentials` for `deny`
 * @throws {LoginChallengeError} for `challenge`
 * @throws {TypeError} for a value that is not a decision, from code that no compiler has checked
 */
export function claimsOfDecision(decision: LoginDecision): RawClaims {
  const { kind } = (decision as LoginDecision | undefined) ?? {};
  if (kind === 'allow') return claimsOf(decision as AllowLogin);
  if (kind === 'deny') throw new AuthError('invalid_credentials', { detail: 'denied' });
  if (kind === 'challenge') throw challengeOf(decision as ChallengeLogin);
  throw new TypeError("decide() of the log-in policy must return 'allow', 'deny' or 'challenge'.");
}

function claimsOf({ amr, acr, authTimeSeconds }: AllowLogin): RawClaims {
  check(amr === undefined || isTexts(amr), 'amr must be a list of strings');
  check(acr === undefined || isText(acr), 'acr must be a string');
  check(
    authTimeSeconds === undefined || isSecond(authTimeSeconds),
    'authTimeSeconds must be a whole number of epoch seconds',
  );
  return {
    ...(amr !== undefined && { amr: [...amr] }),
    ...(acr !== undefined && { acr }),
    ...(authTimeSeconds !== undefined && { auth_time: authTimeSeconds }),
  };
}

function challengeOf({ code, detail, status, data }: ChallengeLogin): LoginChallengeError {
  check(isText(code) && CODE.test(code), 'code must be 1 to 64 of a-z, 0-9 and _');
  check(detail === undefined || isText(detail), 'detail must be a string');
  check(status === undefined || status === 401 || status === 403, 'status must be 401 or 403');
  check(isMembers(data ?? {}), 'data must be an object that JSON can represent');
  check(!RESERVED.some((name) => name in (data ?? {})), 'data must not have detail or code');
  return new LoginChallengeError(detail, code, status ?? 401, data ?? {});
}

function check(isValid: boolean, rule: string): void {
  if (!isValid) throw new TypeError(`decide() of the log-in policy: ${rule}.`);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** JSON turns a list into members `0`, `1`; a `bigint` or a cycle would fail after the headers are set. */
const isMembers = (value: object): boolean => jsonOf(value)?.startsWith('{') ?? false;

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const isSecond = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
