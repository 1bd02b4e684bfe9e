import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { useOriginalMethod } from '../cookies/original-method.js';
import type { HttpRequest } from '../platform.js';

/**
 * Makes `JwtAuthGuard` protect an access cookie by the method of the client. The gateway sends
 * GET, also for a POST, and GET with a cookie is allowed from every site.
 */
@Injectable()
export class OriginalMethodGuard implements CanActivate {
  /** @returns true */
  canActivate(context: ExecutionContext): boolean {
    useOriginalMethod(context.switchToHttp().getRequest<HttpRequest>());
    return true;
  }
}
