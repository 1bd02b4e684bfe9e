import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseBody } from './body-parser.js';
import { resolveClients } from './client-of-proxies.js';
import { type ConnectionLimits, serverOptions } from './connection-limits.js';
import { requestRecord, observeRequests, type RequestObserver } from './request-record.js';
import { guardServer } from './guard-server.js';
import type { HttpSettings } from './http-settings.js';
import { NO_SCHEMAS } from './no-schemas.js';
import { handleExpectations, refuseTunnels } from './expect-continue.js';
import { protectRequests } from './protect-requests.js';
import { requestIdMaker } from './request-id-maker.js';
import { hostsOf } from './request-hosts.js';
import {
  DEFAULT_HEADERS,
  finishHeaders,
  presetHeaders,
  REQUEST_ID_HEADER,
} from './response-headers.js';
import { CertificateReload } from '../tls/certificate-reload.js';
import { tlsOptions } from '../tls/server-options.js';
import type { RouteTable } from './route-table.js';
import { dropUntrustedMethods } from './untrusted-methods.js';
import { strictTransportHeaders } from './strict-transport.js';
import { clientErrorHandler } from './client-error-handler.js';

/**
 * Creates a Fastify adapter that implements the HTTP contract (docs/http-contract.md).
 *
 * @param routes filled while routes are registered
 * @param observers called for every finished request
 */
export function createFastifyAdapter(
  routes: RouteTable,
  settings: HttpSettings,
  observers: readonly RequestObserver[],
): FastifyAdapter {
  const { certificate } = settings;
  const refuseUnparsed = clientErrorHandler(observers, settings);
  const adapter = new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    schemaController: { compilersFactory: NO_SCHEMAS },
    // Fastify overrides these two server options.
    requestTimeout: settings.connections.requestMs,
    keepAliveTimeout: settings.connections.keepAliveMs,
    ...serverOf(settings),
    genReqId: requestIdMaker(settings.trustProxy),
    // During shutdown, requests on open connections are still processed.
    return503OnClosing: false,
    clientErrorHandler: refuseUnparsed,
    // Fastify calls no hooks for these errors.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.from(JSON.stringify({ detail: 'Malformed request.' }));
      // The connection stays open: a close could lose this response if more requests are pipelined.
      resolveClient(request);
      const headers = {
        ...DEFAULT_HEADERS,
        ...strictTransportHeaders(request.protocol, hostsOf(request), settings.hstsSeconds),
        'content-type': 'application/json',
        [REQUEST_ID_HEADER]: request.id,
      };
      void reply.code(400).headers(headers).send(body);
      const finished = requestRecord(request, reply, routes);
      for (const observe of observers) observe(finished);
    },
  });
  const fastify = adapter.getInstance();
  const resolveClient = resolveClients(fastify, settings.trustProxy, settings.proxyHeader);
  dropUntrustedMethods(fastify, settings.trustProxy);
  const reload = certificate && new CertificateReload(certificate);
  guardConnections(fastify, settings.connections, reload);
  handleExpectations(fastify, settings.bodyLimitBytes);
  refuseTunnels(fastify, refuseUnparsed);
  parseBodies(fastify);
  fillRouteTable(fastify, routes);
  presetHeaders(fastify);
  protectRequests(fastify, routes, settings);
  finishHeaders(fastify, routes);
  observeRequests(fastify, routes, observers);
  return adapter;
}

/** Returns the options of Node's server, for HTTP or HTTPS. */
function serverOf({ connections, certificate }: HttpSettings) {
  // Node would reject a request without Host and send no body.
  const options = { ...serverOptions(connections), requireHostHeader: false };
  return certificate === undefined
    ? { http: options }
    : { https: { ...options, ...tlsOptions(certificate.pair) } };
}

/**
 * Guards every server of Fastify, which creates one for each address of a host (`localhost`) but
 * exposes only the first. The others are guarded at their first request.
 */
function guardConnections(
  fastify: FastifyInstance,
  limits: ConnectionLimits,
  reload: CertificateReload | undefined,
): void {
  const guarded = new WeakSet<Server>([fastify.server]);
  guardServer(fastify.server, limits);
  reload?.add(fastify.server as unknown as TlsServer);
  fastify.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    // An injected request has no server.
    const { server } = socket as Socket & { server?: Server };
    if (server !== undefined && !guarded.has(server)) {
      guarded.add(server);
      guardServer(server, limits).watch(socket);
      reload?.add(server as unknown as TlsServer);
    }
    done();
  });
}

/** Parses bodies only for existing routes. Other requests get a 404 or 405 for any body. */
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
