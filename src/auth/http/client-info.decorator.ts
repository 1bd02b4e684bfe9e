import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { COLUMN_LENGTHS } from '../domain/column-lengths.js';
import type { ClientInfo } from '../domain/session.js';
import { shorten } from '../domain/text.js';
import { clientAddress } from './client-address.js';
import type { HttpRequest } from './platform.js';
import { withRequestId } from '../domain/request-id.js';

/** Returns the address and the agent of the request's client. */
export function clientOf(request: HttpRequest): ClientInfo {
  const ip = clientAddress(request);
  const header = request.headers['user-agent']?.toString();
  const userAgent =
    header === undefined ? null : shorten(headerText(header), COLUMN_LENGTHS.userAgent);
  return withRequestId({ ip, userAgent }, request);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a header value, in which Node writes each byte as one Latin-1 character.
 *
 * @returns the text if the bytes are UTF-8, otherwise `value` (RFC 9110 §5.5)
 */
export function headerText(value: string): string {
  if (isAscii(value) || /[^\0-\xff]/.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

const isAscii = (value: string): boolean => !/[^\0-\x7f]/.test(value);

/** Injects {@link clientOf} the request. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) =>
  clientOf(context.switchToHttp().getRequest<HttpRequest>()),
);
