import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { parseBody } from './body-parser.js';
import type { RouteTable } from './route-table.js';

/** More than any token needs, and little to hold in memory for everybody who asks. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** Fastify, speaking the wire's last byte. @param routes is filled while routes are registered */
export function createFastifyAdapter(routes: RouteTable): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
  });
  const fastify = adapter.getInstance();
  parseBodies(fastify);
  fillRouteTable(fastify, routes);
  finishHeaders(fastify, routes);
  return adapter;
}

/** Only where a route is served: elsewhere the answer is 404 or 405, whatever was sent. */
function parseBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => {
    done(null, bytes);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const { body } = request;
    if (Buffer.isBuffer(body) && !request.is404) {
      request.body = parseBody(request.headers['content-type'], body);
    }
    done();
  });
}

function fillRouteTable(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.add(one, url);
  });
}

/** `Allow` on every answer of a path that is served; JSON without a charset, which it has none of. */
function finishHeaders(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const allow = routes.allowOf(request.url);
    if (allow !== undefined) reply.header('Allow', allow);
    const type = reply.getHeader('content-type');
    if (String(type).startsWith('application/json'))
      reply.header('content-type', 'application/json');
    done(null, payload);
  });
}
