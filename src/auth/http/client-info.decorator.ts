import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ClientInfo } from '../domain/login.js';
import { clientAddress } from './client-address.js';
import type { ClosableRequest } from './close-signal.js';
import { rememberRequest } from './request-id.js';

/** As much of a client's description of itself as is kept anywhere. */
const USER_AGENT_LENGTH = 255;

/** What Express's request and Fastify's have in common. */
export interface HttpRequest extends ClosableRequest {
  id?: unknown;
  ip?: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Where the request came from, as far as the platform was told. */
export function clientOf(request: HttpRequest): ClientInfo {
  const ip = clientAddress(request);
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH).toString() ?? null;
  return rememberRequest({ ip, userAgent }, request);
}

/** {@link clientOf} the request. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<HttpRequest>()),
);
