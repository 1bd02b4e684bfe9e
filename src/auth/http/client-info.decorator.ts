import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type ClientInfo, MAX_USER_AGENT_LENGTH } from '../domain/session.js';
import { shorten } from '../domain/shorten.js';
import { clientAddress } from './client-address.js';
import { headerText } from './header-text.js';
import type { ClosableRequest } from './close-signal.js';
import { withRequestId } from '../domain/request-id.js';

/** The members that a request of Express and one of Fastify have in common. */
export interface HttpRequest extends ClosableRequest {
  id?: unknown;
  ip?: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Returns the address and the agent of the request's client. */
export function clientOf(request: HttpRequest): ClientInfo {
  const ip = clientAddress(request);
  const header = request.headers['user-agent']?.toString();
  const userAgent =
    header === undefined ? null : shorten(headerText(header), MAX_USER_AGENT_LENGTH);
  return withRequestId({ ip, userAgent }, request);
}

/** Injects {@link clientOf} the request. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<HttpRequest>()),
);
