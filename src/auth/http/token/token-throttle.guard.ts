import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { TokenThrottle } from '../../throttle/token-throttle.js';
import { clientOf } from '../client-info.decorator.js';
import type { HttpRequest } from '../platform.js';
import { rejectLogin } from '../reject-login.js';

/** Limits the requests with tokens of each address. */
@Injectable()
export class TokenThrottleGuard implements CanActivate {
  constructor(private readonly throttle: TokenThrottle) {}

  /** @throws {HttpException} with the body of the HTTP contract, headers set */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      const { ip } = clientOf(context.switchToHttp().getRequest<HttpRequest>());
      await this.throttle.admitRequest(ip);
      return true;
    } catch (error) {
      rejectLogin(error, context);
    }
  }
}
