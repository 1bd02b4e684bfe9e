import { Reflector } from '@nestjs/core';
import type { AuthUser } from '../auth/http/guard/auth-user.js';
import type { BearerAuthenticator } from '../auth/http/guard/bearer-authenticator.js';
import { JwtAuthGuard } from '../auth/http/guard/jwt-auth.guard.js';

/**
 * Returns a guard that authenticates every request as one user, with or without a token. It checks
 * `@Roles` and `@RequireClaims` like the real guard.
 *
 * @example `overrideGuard(JwtAuthGuard).useValue(guardAs({ id: '7' }))`
 */
export function guardAs({
  id,
  sid = null,
  claims = {},
  ...rest
}: Partial<AuthUser> & { id: string }) {
  return new GuardAs({ id, sid, claims, ...rest });
}

class GuardAs extends JwtAuthGuard {
  constructor(user: AuthUser) {
    const authenticator = {
      authenticate: () => Promise.resolve(user),
      authenticateFromCaches: () => user,
      reportRefusal: () => undefined,
    };
    super(authenticator as unknown as BearerAuthenticator, new Reflector());
  }

  protected override extractToken(): string {
    return 'a token that is not verified';
  }
}
