import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { HttpRequest } from '../platform.js';
import { rejectLogin } from '../reject-login.js';
import { TokenTransports } from './token-transports.js';

/** Rejects a log-in that may not get its response as a cookie, before its password is verified. */
@Injectable()
export class LoginTransportGuard implements CanActivate {
  constructor(private readonly transports: TokenTransports) {}

  /** @throws {HttpException} with the body of the HTTP contract, headers set */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    try {
      this.transports.ofLogin(request);
      return true;
    } catch (error) {
      rejectLogin(error, context);
    }
  }
}
