import type { HttpRequest } from '../platform.js';

/** The headers in which gateways send the method of the client: nginx by convention; Caddy, Traefik. */
export const METHOD_HEADERS = ['x-original-method', 'x-forwarded-method'] as const;

const ORIGINAL = Symbol('keyturn:original-method');

interface ForwardedRequest extends HttpRequest {
  /** Undefined: unknown. */
  [ORIGINAL]?: string | undefined;
}

/**
 * Marks a request as the check of a gateway, whose own method is not that of the client. From then
 * on, {@link methodOf} returns the method that the gateway sent.
 */
export function useOriginalMethod(request: ForwardedRequest): void {
  request[ORIGINAL] = originalMethodOf(request.headers);
}

/** Returns the method of the client; undefined if it is unknown. */
export const methodOf = (request: ForwardedRequest): string | undefined =>
  ORIGINAL in request ? request[ORIGINAL] : request.method;

/**
 * Reads the method that a gateway sent. A gateway sets one of the headers, and passes the other one
 * on from the client.
 *
 * @returns undefined if there is none, or if two differ
 */
export function originalMethodOf(headers: HttpRequest['headers']): string | undefined {
  const sent = METHOD_HEADERS.flatMap((name) => headers[name] ?? []);
  return new Set(sent).size === 1 ? sent[0] : undefined;
}
