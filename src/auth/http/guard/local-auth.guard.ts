import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AuthError } from '../../domain/auth-error.js';
import { readBody } from '../body/read-body.js';
import { ClientClosedRequest, type ClosableRequest, closeSignalOf } from '../close-signal.js';
import { tokenErrorResponse } from '../error-response.js';
import { logRefusal } from '../log-refusal.js';
import { NO_STORE } from '../no-store.js';
import { toHttpException } from '../to-http-exception.js';
import { TokenObtainPairDto } from '../token/token.dto.js';
import { STRATEGY_NAMES, type StrategyNames } from './passport/strategy-names.js';

/**
 * Allows requests with the name and the password of a user in the body, and sets the user as
 * `request.user`. Guards run before pipes, so it validates the body itself. For missing fields,
 * passport-local would read the query string.
 */
@Injectable()
export class LocalAuthGuard implements CanActivate {
  private readonly passport: CanActivate;

  constructor(@Inject(STRATEGY_NAMES) { local }: StrategyNames) {
    this.passport = new (AuthGuard())({ defaultStrategy: local });
  }

  /**
   * Validates the body, authenticates the user and sets `request.user`.
   *
   * @throws {HttpException} with the body of the HTTP contract, headers set
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ClosableRequest & { body?: unknown }>();
    try {
      request.body = readBody(TokenObtainPairDto, request.body);
      return (await this.passport.canActivate(context)) as boolean;
    } catch (error) {
      if (error === closeSignalOf(request)?.reason) throw new ClientClosedRequest();
      if (!(error instanceof AuthError)) throw error;
      logRefusal(error, request);
      const { headers, ...response } = tokenErrorResponse(error);
      throw toHttpException({ ...response, headers: { ...headers, ...NO_STORE } }, context);
    }
  }
}
