import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthError } from '../../domain/auth-error.js';
import { meetsRequirements } from '../../domain/claim-requirements.js';
import { logRefusal } from '../log-refusal.js';
import { type AccessRules, accessRulesOf } from './access-rules.js';
import type { AuthUser } from './auth-user.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { contextOf } from './contexts/context-of.js';
import type { GuardedRequest } from './contexts/guarded-context.js';

/**
 * Lets a request through whose access token is good, and puts an `AuthUser` on it: over HTTP, in
 * GraphQL, from a WebSocket and as a microservice. What a route asks for is said by `@Public`,
 * `@OptionalAuth`, `@RequireClaims` and `@Roles`.
 *
 * An application that carries tokens otherwise, such as in a cookie, extends it and overrides
 * `extractToken`.
 *
 * @example
 * ```ts
 * @Controller('orders')
 * @UseGuards(JwtAuthGuard)
 * export class OrdersController {
 *   @Get() list(@CurrentUser('id') userId: string) {
 *     return this.orders.of(userId);
 *   }
 * }
 * ```
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: BearerAuthenticator,
    private readonly reflector: Reflector,
  ) {}

  /**
   * Authenticates the request, unless the route is public.
   *
   * @throws what the context answers as a refusal: over HTTP the wire's body, its headers set
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rules = accessRulesOf(context, this.reflector);
    if (rules.access === 'public') return true;
    const request = this.getRequest(context);
    try {
      const user = await this.authenticate(request, rules, context);
      if (user !== undefined) request.user = user;
      return true;
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      logRefusal(error, request);
      throw await contextOf(context).refusalOf(error, context);
    }
  }

  /**
   * What the token is looked for in, and the user is put on. `@CurrentUser()` looks for the user
   * where this one says, also behind a guard that says otherwise.
   */
  protected getRequest(context: ExecutionContext): GuardedRequest {
    return contextOf(context).requestOf(context);
  }

  /**
   * Reads the access token of a request. Override it to read the token from another place.
   *
   * @returns the access token; undefined, or passport's null, when there is none
   * @throws {AuthError} `malformed_authorization`
   */
  protected extractToken(
    request: GuardedRequest,
    context: ExecutionContext,
  ): string | null | undefined {
    return contextOf(context).tokenOf(request, context);
  }

  private async authenticate(
    request: GuardedRequest,
    { access, requirements }: AccessRules,
    context: ExecutionContext,
  ): Promise<AuthUser | undefined> {
    const token = this.extractToken(request, context) ?? undefined;
    const isNobody = token === undefined && access === 'optional' && requirements.length === 0;
    if (isNobody) return undefined;
    if (token === undefined) throw new AuthError('missing_token');
    const user = await this.authenticator.authenticate(token);
    if (meetsRequirements(user.claims, requirements)) return user;
    throw new AuthError('insufficient_scope');
  }
}
