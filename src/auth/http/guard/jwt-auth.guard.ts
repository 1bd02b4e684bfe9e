import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { AuthError } from '../../domain/auth-error.js';
import { bearerErrorResponse } from '../error-response.js';
import { logRefusal } from '../log-refusal.js';
import { toHttpException } from '../send-error.js';
import type { AuthUser } from './auth-user.js';
import { readBearer } from './bearer.js';
import { type BearerRequest, JwtStrategy } from './jwt.strategy.js';
import { IS_PUBLIC } from './public.decorator.js';
import { STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';
import { VerifiedTokens } from './verified-tokens.js';

interface GuardedRequest extends BearerRequest {
  user?: AuthUser;
}

/**
 * Lets a request through whose access token is good, and puts an `AuthUser` on it.
 *
 * It holds passport's guard rather than being one: Nest injects a host's own passport options into
 * whatever extends that, and our strategy's name with them.
 */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  private readonly passport: CanActivate;

  constructor(
    @Inject(STRATEGY_NAMES) { jwt }: StrategyNames,
    private readonly strategy: JwtStrategy,
    private readonly verified: VerifiedTokens,
    private readonly reflector: Reflector,
  ) {
    this.passport = new (AuthGuard())({ defaultStrategy: jwt });
  }

  /** @throws {HttpException} with the wire's body, and its headers set */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.isPublic(context)) return true;
    try {
      const request = context.switchToHttp().getRequest<GuardedRequest>();
      const claims = this.verified.find(readBearer(request.headers.authorization));
      if (claims === undefined) return (await this.passport.canActivate(context)) as boolean;
      request.user = await this.strategy.judge(claims);
      return true;
    } catch (error) {
      const refusal = asRefusal(error);
      logRefusal(refusal, context);
      throw toHttpException(bearerErrorResponse(refusal), context);
    }
  }

  private isPublic(context: ExecutionContext): boolean {
    const isPublic: unknown = this.reflector.getAllAndOverride(IS_PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    return isPublic === true;
  }
}

/** Passport's own refusal has one cause left by then: a signature that does not verify. */
function asRefusal(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  if (error instanceof UnauthorizedException) return new AuthError('invalid_token');
  throw error;
}
