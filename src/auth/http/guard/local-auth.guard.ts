import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { AuthError } from '../../domain/auth-error.js';
import type { User } from '../../domain/user.js';
import { membersOf, readBody } from '../body/read-body.js';
import { type ClosableRequest, throwIfClosed } from '../close-signal.js';
import { rejectLogin } from '../reject-login.js';
import { TokenObtainPairDto } from '../token/token.dto.js';
import { LocalStrategy } from './passport/local.strategy.js';
import { runStrategy, type Strategy } from './passport/run-strategy.js';

interface LoginRequest extends ClosableRequest {
  body?: unknown;
  user?: User;
}

/**
 * Allows requests with the name and the password of a user in the body, and sets the user as
 * `request.user`. Guards run before pipes, so it validates the body itself. For missing fields,
 * passport-local would read the query string.
 */
@Injectable()
export class LocalAuthGuard implements CanActivate {
  constructor(@Inject(LocalStrategy) private readonly strategy: Strategy) {}

  /**
   * Validates the body, authenticates the user and sets `request.user`.
   *
   * @throws {HttpException} with the body of the HTTP contract, headers set
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<LoginRequest>();
    try {
      const credentials = readBody(TokenObtainPairDto, request.body);
      request.body = { ...membersOf(request.body), ...credentials };
      request.user = await this.authenticate(request);
      return true;
    } catch (error) {
      throwIfClosed(error, request);
      rejectLogin(error, context);
    }
  }

  private async authenticate(request: LoginRequest): Promise<User> {
    const user = await runStrategy<User>(this.strategy, request);
    if (user === undefined) throw new AuthError('invalid_credentials');
    return user;
  }
}
