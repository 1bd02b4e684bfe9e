import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { User } from '../../domain/user.js';
import type { AllowedLogin } from '../../tokens/allowed-login.js';
import { HttpLoginDecider } from '../http-login-decider.js';
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
  constructor(private readonly decider: HttpLoginDecider) {}

  /**
   * @throws {HttpException} with the body of the HTTP contract, headers set
   * @throws the errors of the application's code
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<LoginRequest>();
    try {
      request[ALLOWED_LOGIN] = await this.decider.decide(request.user, request);
      return true;
    } catch (error) {
      rejectLogin(error, context);
    }
  }
}
