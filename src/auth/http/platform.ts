import type { ClosableRequest } from './close-signal.js';

/** The members that a request of Express and one of Fastify have in common. */
export interface HttpRequest extends ClosableRequest {
  id?: unknown;
  ip?: string;
  method?: string;
  body?: unknown;
  query?: Readonly<Record<string, unknown>>;
  /** `http` or `https`, from the proxy if the platform trusts it. */
  protocol?: string;
  originalUrl?: string;
  headers: Record<string, string | string[] | undefined>;
}

/**
 * The members that Express's response and Fastify's reply have in common. The module's routes call
 * `send` and return nothing, because an interceptor of the application may wrap every value that a
 * handler returns.
 */
export interface HttpResponse {
  header(name: string, value: string): unknown;
  status(code: number): unknown;
  /** Express's response: adds a header, where `header` replaces it. Fastify's `header` adds a cookie. */
  append?(name: string, value: string): unknown;
  send(body?: object): unknown;
}
