/**
 * What Express's response and Fastify's reply have in common. Our routes send by it and return
 * nothing: what a handler returns goes through the application's interceptors, and there are
 * applications that wrap every answer in something of theirs.
 */
export interface HttpResponse {
  send(body: object): unknown;
}
