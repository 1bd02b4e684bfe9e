import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { User } from '../../domain/user.js';
import { AllowedLogin } from '../../tokens/allowed-login.js';
import { LoginDecider } from '../../tokens/login-decider.js';
import { membersOf } from '../body/read-body.js';
import { TokenTransports } from '../cookies/token-transports.js';
import { clientOf } from '../client-info.decorator.js';
import type { HttpRequest } from '../platform.js';
import { rejectLogin } from '../reject-login.js';

/** The member of a request that the guard sets. No body and no header can set it. */
export const ALLOWED_LOGIN = Symbol('ALLOWED_LOGIN');

/** A request behind `LocalAuthGuard`. */
export interface LoginRequest extends HttpRequest {
  user: User;
  [ALLOWED_LOGIN]?: AllowedLogin;
}

/**
 * Applies the log-in policy where `LocalAuthGuard` rejects a wrong password: before the interceptors
 * of the application. Otherwise a header that one of them sets would show that a log-in was denied.
 */
@Injectable()
export class LoginPolicyGuard implements CanActivate {
  constructor(
    private readonly decider: LoginDecider,
    private readonly transports: TokenTransports,
  ) {}

  /**
   * @throws {HttpException} with the body of the HTTP contract, headers set
   * @throws the errors of the application's code
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<LoginRequest>();
    try {
      request[ALLOWED_LOGIN] = await this.decide(request);
      return true;
    } catch (error) {
      rejectLogin(error, context);
    }
  }

  private async decide(request: LoginRequest): Promise<AllowedLogin> {
    const { user, body, headers } = request;
    const parts = { fields: membersOf(body), headers };
    const claims = await this.decider.decide(user, clientOf(request), parts);
    return new AllowedLogin(claims, this.transports.replacedBy(request));
  }
}
