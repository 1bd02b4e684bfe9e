/**
 * The members that Express's response and Fastify's reply have in common. The module's routes call
 * `send` and return nothing, because an interceptor of the application may wrap every value that a
 * handler returns.
 */
export interface HttpResponse {
  send(body: object): unknown;
}
