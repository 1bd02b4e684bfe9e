import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ClientInfo } from '../domain/session.js';
import { shorten } from '../domain/shorten.js';
import { clientAddress } from './client-address.js';
import { headerText } from './header-text.js';
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
  const header = request.headers['user-agent']?.toString();
  const userAgent = header === undefined ? null : shorten(headerText(header), USER_AGENT_LENGTH);
  return rememberRequest({ ip, userAgent }, request);
}

/** {@link clientOf} the request. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<HttpRequest>()),
);
