import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseBody } from './body-parser.js';
import type { HttpSettings } from './http-settings.js';
import type { RouteTable } from './route-table.js';
import { answerUnparsed } from './unparsed-request.js';

/** An honest client sends its headers at once, and its few bytes of body soon after. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than the minute that proxies keep connections open: whoever closes first must not be us. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;

/** Node's own limit, said aloud: a bearer token is one of the headers. */
const MAX_HEADER_BYTES = 16 * 1024;

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

/** Fastify, speaking the wire's last byte. @param routes is filled while routes are registered */
export function createFastifyAdapter(routes: RouteTable, settings: HttpSettings): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    trustProxy: trusted(settings.trustProxy),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Node would refuse without a body; nothing here depends on the name that was asked for.
      requireHostHeader: false,
    },
    // Who was let in is answered, also while the service stops.
    return503OnClosing: false,
    clientErrorHandler: answerUnparsed,
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.from(JSON.stringify({ detail: 'Malformed request.' }));
      void reply.code(400).header('content-type', 'application/json').send(body);
    },
  });
  const fastify = adapter.getInstance();
  meetExpectations(fastify);
  parseBodies(fastify);
  fillRouteTable(fastify, routes);
  presetHeaders(fastify);
  finishHeaders(fastify, routes);
  return adapter;
}

/** Fastify takes a bare number of hops for nobody, so it is said as a function. */
function trusted(
  trustProxy: HttpSettings['trustProxy'],
): string[] | ((address: string, hop: number) => boolean) | false {
  if (trustProxy === undefined) return false;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  return [...trustProxy];
}

/**
 * Node would answer an expectation that it does not know by 417 with no body; nobody has to (RFC
 * 9110 §10.1.1). And "100 Continue" it would write into the middle of an answer that waits for the
 * answer before it: who sends on without waiting is not told to.
 */
function meetExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('checkContinue', (request, response) => {
    if (response.socket !== null) response.writeContinue();
    server.emit('request', request, response);
  });
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

/** At the beginning: a route may say otherwise. */
function presetHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(STOCK_HEADERS);
    done();
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
