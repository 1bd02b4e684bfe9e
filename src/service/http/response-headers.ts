import type { FastifyInstance } from 'fastify';
import type { RouteTable } from './route-table.js';

/**
 * Security headers as in Django. Responses must not be cached (RFC 6749 §5.1), unless the route
 * overrides it.
 */
export const DEFAULT_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Sets the default headers before the route runs, so that it can override them. */
export function presetHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ id }, reply, done) => {
    reply.headers(DEFAULT_HEADERS).header(REQUEST_ID_HEADER, id);
    done();
  });
}

/** Adds `Allow` to responses of existing paths, and removes the charset from JSON (RFC 8259 §11). */
export function finishHeaders(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const allow = routes.allowOf(request.url);
    if (allow !== undefined) reply.header('Allow', allow);
    const type = reply.getHeader('content-type');
    if (String(type).startsWith('application/json'))
      reply.header('content-type', 'application/json');
    done(null, payload);
  });
}
