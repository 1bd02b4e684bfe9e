import { Injectable } from '@nestjs/common';
import { AuthError, LoginChallengeError } from '../domain/auth-error.js';
import { AuthEvents } from '../domain/auth-events.js';
import type { RawClaims } from '../domain/compact-jws.js';
import { claimsOfDecision } from '../domain/login-decision.js';
import { type LoginAttempt, LoginPolicy } from '../domain/login-policy.js';
import type { ClientInfo } from '../domain/session.js';
import { type User, userOf } from '../domain/user.js';

/** The parts of a request that a log-in policy receives. */
type LoginRequest = Partial<Pick<LoginAttempt, 'fields' | 'headers'>>;

/** Fields of a log-in and of a password change, which the policy does not receive. */
const CREDENTIALS = ['username', 'password', 'current_password', 'new_password'];

/** Headers with credentials or keys, which the policy does not receive. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'idempotency-key'];

/** Applies the application's log-in policy. */
@Injectable()
export class LoginDecider {
  constructor(
    private readonly policy: LoginPolicy,
    private readonly events: AuthEvents,
  ) {}

  /**
   * Decides about a log-in whose password is correct.
   *
   * @returns the claims that the policy adds to both tokens
   * @throws {AuthError} `invalid_credentials`, `login_challenged`
   * @throws the errors of the application's code
   */
  async decide(user: User, client: ClientInfo, request: LoginRequest): Promise<RawClaims> {
    const fields = without(request.fields ?? {}, CREDENTIALS);
    const headers = without(request.headers ?? {}, SECRET_HEADERS);
    const decision = await this.policy.decide({ user: userOf(user), client, fields, headers });
    try {
      return claimsOfDecision(decision);
    } catch (error) {
      this.report(error, user.id, client);
      throw error;
    }
  }

  private report(error: unknown, userId: string, client: ClientInfo): void {
    if (error instanceof LoginChallengeError) {
      const code = error.challengeCode;
      this.events.emit({ type: 'authn_login_challenged', code, userId, client });
    } else if (error instanceof AuthError) {
      this.events.emit({ type: 'authn_login_fail', reason: 'denied', userId, client });
    }
  }
}

function without<T extends object>(members: T, names: readonly string[]): T {
  const kept = Object.entries(members).filter(([name]) => !names.includes(name.toLowerCase()));
  return Object.fromEntries(kept) as T;
}
