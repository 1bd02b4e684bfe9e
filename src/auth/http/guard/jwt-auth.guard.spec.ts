import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it, jest } from '@jest/globals';
import { AuthError } from '../../domain/auth-error.js';
import type { AuthUser } from './auth-user.js';
import type { BearerAuthenticator } from './bearer-authenticator.js';
import { RequireClaims } from './decorators/access.decorators.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';

const USER: AuthUser = { id: '7', sid: null, claims: { role: 'reader' } };

class Orders {
  list(this: void) {}

  @RequireClaims({ role: 'admin' })
  remove(this: void) {}
}

function guardOf(handler: () => void, cached: AuthUser | undefined) {
  const authenticate = jest.fn(() => Promise.resolve(USER));
  const authenticator = { authenticate, authenticateFromCaches: () => cached, reportRefusal() {} };
  const guard = new JwtAuthGuard(authenticator as unknown as BearerAuthenticator, new Reflector());
  const request: { headers: object; user?: AuthUser } = {
    headers: { authorization: 'Bearer a.b.c' },
  };
  const response = { header: () => response };
  const context = new ExecutionContextHost([request, response], Orders, handler);
  return { activated: () => guard.canActivate(context), request, authenticate };
}

describe(JwtAuthGuard.name, () => {
  it('allows a request without waiting when signature and session are cached', () => {
    const { activated, request, authenticate } = guardOf(Orders.prototype.list, USER);
    expect(activated()).toBe(true);
    expect(request.user).toBe(USER);
    expect(authenticate).not.toHaveBeenCalled();
  });

  it('waits for the authentication of other requests', async () => {
    const { activated, request } = guardOf(Orders.prototype.list, undefined);
    await expect(activated()).resolves.toBe(true);
    expect(request.user).toBe(USER);
  });

  it.each([
    ['cached', USER],
    ['authenticated', undefined],
  ])('rejects a user without the required claims who was %s', async (_, cached) => {
    const { activated, request } = guardOf(Orders.prototype.remove, cached);
    await expect(activated()).rejects.toMatchObject({ status: 403 });
    expect(request.user).toBeUndefined();
  });

  it('rejects a token while another library has replaced the global Promise', async () => {
    const { activated, request, authenticate } = guardOf(Orders.prototype.list, undefined);
    authenticate.mockRejectedValue(new AuthError('invalid_token'));
    const native = globalThis.Promise;
    globalThis.Promise = class<T> extends native<T> {};
    const result = Promise.resolve(activated());
    globalThis.Promise = native;
    await expect(result).rejects.toMatchObject({ status: 401 });
    expect(request.user).toBeUndefined();
  });
});
