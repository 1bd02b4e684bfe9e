import type { FastifyInstance } from 'fastify';
import type { RouteTable } from './route-table.js';

/**
 * As on every answer of Django: no page frames it, guesses its type or learns its address. And
 * nobody keeps it (RFC 6749 §5.1), unless its route knows better.
 */
const STOCK_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** At the beginning: a route may say otherwise. */
export function presetHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ id }, reply, done) => {
    reply.headers(STOCK_HEADERS).header(REQUEST_ID_HEADER, id);
    done();
  });
}

/** `Allow` on every answer of a path that is served; JSON without a charset, which it has none of. */
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
