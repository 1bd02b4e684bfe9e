import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseBody } from './body-parser.js';
import { resolveClients } from './client-of-proxies.js';
import { finishedRequest, observeRequests, type RequestObserver } from './finished-request.js';
import type { HttpSettings } from './http-settings.js';
import { meetExpectations, refuseTunnels } from './odd-requests.js';
import { requestIdMaker } from './request-id.js';
import { finishHeaders, presetHeaders, REQUEST_ID_HEADER } from './response-headers.js';
import type { RouteTable } from './route-table.js';
import { unparsedRequestHandler } from './unparsed-request.js';

/** An honest client sends its headers at once, and its few bytes of body soon after. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Node looks for those who are late every half minute: a limit of ten seconds would be forty. */
const TIMEOUT_CHECK_INTERVAL_MS = 1_000;

/** Node's own limit, said aloud: a bearer token is one of the headers. */
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Fastify, speaking the wire's last byte.
 *
 * @param routes is filled while routes are registered
 * @param observers are told of every request
 */
export function createFastifyAdapter(
  routes: RouteTable,
  settings: HttpSettings,
  observers: readonly RequestObserver[],
): FastifyAdapter {
  const refuseUnparsed = unparsedRequestHandler(observers);
  const adapter = new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Node would refuse without a body; nothing here depends on the name that was asked for.
      requireHostHeader: false,
    },
    genReqId: requestIdMaker(settings.trustProxy),
    // Who was let in is answered, also while the service stops.
    return503OnClosing: false,
    clientErrorHandler: refuseUnparsed,
    // No hook is called for these.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.from(JSON.stringify({ detail: 'Malformed request.' }));
      const headers = { 'content-type': 'application/json', connection: 'close' };
      void reply
        .code(400)
        .headers({ ...headers, [REQUEST_ID_HEADER]: request.id })
        .send(body);
      resolveClient(request);
      const finished = finishedRequest(request, reply, routes);
      for (const observe of observers) observe(finished);
    },
  });
  const fastify = adapter.getInstance();
  const resolveClient = resolveClients(fastify, settings.trustProxy, settings.proxyHeader);
  meetExpectations(fastify, settings.bodyLimitBytes);
  refuseTunnels(fastify, refuseUnparsed);
  parseBodies(fastify);
  fillRouteTable(fastify, routes);
  presetHeaders(fastify);
  finishHeaders(fastify, routes);
  observeRequests(fastify, routes, observers);
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
