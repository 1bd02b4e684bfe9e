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
      const user = this.authenticate(request, rules, context);
      return user instanceof Promise
        ? this.admitLater(user, request, context)
        : admit(user, request);
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

  private authenticate(
    request: GuardedRequest,
    { access, requirements }: AccessRules,
    context: ExecutionContext,
  ): AuthUser | undefined | Promise<AuthUser> {
    const token = this.extractToken(request, context) ?? this.cookieTokenOf(request, context);
    const isAnonymous = token === undefined && access === 'optional' && requirements.length === 0;
    if (isAnonymous) return undefined;
    if (token === undefined) throw new AuthError('missing_token');
    const cached = this.authenticator.authenticateFromCaches(token);
    return cached ? withClaims(cached, requirements) : this.verify(token, requirements);
  }

  private async verify(token: string, requirements: Requirements): Promise<AuthUser> {
    return withClaims(await this.authenticator.authenticate(token), requirements);
  }

  private async admitLater(
    user: Promise<AuthUser>,
    request: GuardedRequest,
    context: ExecutionContext,
  ): Promise<true> {
    try {
      return admit(await user, request);
    } catch (error) {
      return this.refuse(error, request, context);
    }
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

type Requirements = AccessRules['requirements'];

function admit(user: AuthUser | undefined, request: GuardedRequest): true {
  if (user !== undefined) request.user = user;
  return true;
}

/** @throws {AuthError} `insufficient_scope` */
function withClaims(user: AuthUser, requirements: Requirements): AuthUser {
  if (meetsRequirements(user.claims, requirements)) return user;
  throw new AuthError('insufficient_scope');
}
