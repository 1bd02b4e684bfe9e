import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthError } from '../../domain/auth-error.js';
import { meetsRequirements } from '../../domain/claim-requirements.js';
import { logRefusal } from '../log-refusal.js';
import { type AccessRules, accessRulesOf } from './decorators/access-rules.js';
import type { AuthUser } from './auth-user.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { contextOf } from './contexts/context-of.js';
import type { GuardedRequest } from './contexts/guarded-context.js';

/**
 * Allows requests with a valid access token, and sets an `AuthUser` as `request.user`: over HTTP, in
 * GraphQL, from a WebSocket and in a microservice. `@Public`, `@OptionalAuth`, `@RequireClaims` and
 * `@Roles` set the rules of a route.
 *
 * To read tokens from elsewhere, such as a cookie, extend it and override `extractToken`.
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
   * @returns true; a promise of true if a token has to be verified or its session has to be read
   * @throws the exception of the context: over HTTP with the body of the HTTP contract, headers set
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rules = accessRulesOf(context, this.reflector);
    if (rules.access === 'public') return true;
    const request = this.getRequest(context);
    try {
      const token = this.extractToken(request, context) ?? this.cookieTokenOf(request, context);
      const cached = token === undefined ? null : this.authenticator.authenticateFromCaches(token);
      if (cached) return admit(cached, rules, request);
      return this.admitLater(token, rules, request, context);
    } catch (error) {
      return this.refuse(error, request, context);
    }
  }

  /**
   * Returns the object that contains the token and receives the user. `@CurrentUser()` always reads
   * the object that this default returns, also behind a guard that overrides it.
   */
  protected getRequest(context: ExecutionContext): GuardedRequest {
    return contextOf(context).requestOf(context);
  }

  /**
   * Reads the access token of a request.
   *
   * @returns the access token; undefined or null if the request has none
   * @throws {AuthError} `malformed_authorization`
   */
  protected extractToken(
    request: GuardedRequest,
    context: ExecutionContext,
  ): string | null | undefined {
    return contextOf(context).tokenOf(request, context);
  }

  private cookieTokenOf(request: GuardedRequest, context: ExecutionContext): string | undefined {
    return context.getType() === 'http' ? this.authenticator.cookieTokenOf(request) : undefined;
  }

  private async admitLater(
    token: string | undefined,
    rules: AccessRules,
    request: GuardedRequest,
    context: ExecutionContext,
  ): Promise<true> {
    try {
      const user = await this.authenticate(token, rules);
      return user === undefined || admit(user, rules, request);
    } catch (error) {
      return this.refuse(error, request, context);
    }
  }

  private async authenticate(
    token: string | undefined,
    { access, requirements }: AccessRules,
  ): Promise<AuthUser | undefined> {
    if (token !== undefined) return this.authenticator.authenticate(token);
    if (access === 'optional' && requirements.length === 0) return undefined;
    throw new AuthError('missing_token');
  }

  private async refuse(
    error: unknown,
    request: GuardedRequest,
    context: ExecutionContext,
  ): Promise<never> {
    if (!(error instanceof AuthError)) throw error;
    logRefusal(error, request);
    this.authenticator.reportRefusal(error, request);
    throw await contextOf(context).refusalOf(error, context);
  }
}

/** @throws {AuthError} `insufficient_scope` */
function admit(user: AuthUser, { requirements }: AccessRules, request: GuardedRequest): true {
  if (!meetsRequirements(user.claims, requirements)) throw new AuthError('insufficient_scope');
  request.user = user;
  return true;
}
