import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ClientInfo } from '../domain/login.js';

interface HttpRequest {
  ip?: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Where the request came from, as far as the platform was told. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext): ClientInfo => {
  const { ip, headers } = context.switchToHttp().getRequest<HttpRequest>();
  return { ip: ip ?? null, userAgent: headers['user-agent']?.toString() ?? null };
});
