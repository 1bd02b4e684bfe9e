import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isAllowedHost } from './allowed-hosts.js';
import type { HttpSettings } from './http-settings.js';
import { hostsOf } from './request-hosts.js';
import type { RouteTable } from './route-table.js';
import { strictTransportHeaders } from './strict-transport.js';
import { isUnprotected, tlsRequiredMessage } from './tls-requirement.js';

type Settings = Pick<HttpSettings, 'allowedHosts' | 'requiresTls' | 'hstsSeconds' | 'proxyHeader'>;

const WRONG_HOST =
  'The Host of this request is not allowed. The operator can add it to ALLOWED_HOSTS, or set PUBLIC_URL.';

/** Probes use the address of the service, or a name of the orchestrator. */
const HEALTH = /^\/health\//;

/** The routes whose requests or responses contain passwords and tokens. */
const WITH_TOKENS = /^\/api\/(?:token|me|sessions)(?:\/|$)/;

/**
 * Rejects requests with another host (DNS rebinding), and requests with tokens that crossed a network
 * without TLS. Adds HSTS to responses over TLS.
 */
export function protectRequests(
  fastify: FastifyInstance,
  routes: RouteTable,
  settings: Settings,
): void {
  const { hstsSeconds, requiresTls, allowedHosts, proxyHeader } = settings;
  fastify.addHook('onRequest', (request, reply, done) => {
    // Of any method: a client may send a token to a path with the wrong one.
    const route = routes.servedPathOf(request.url) ?? '';
    const hosts = hostsOf(request);
    reply.headers(strictTransportHeaders(request.protocol, hosts, hstsSeconds));
    if (!HEALTH.test(route) && !hosts.every((host) => isAllowedHost(host, allowedHosts)))
      return refuse(reply, 400, WRONG_HOST);
    if (requiresTls && WITH_TOKENS.test(route) && isUnprotected(plainRequestOf(request)))
      return refuse(reply, 403, tlsRequiredMessage(proxyHeader));
    done();
  });
}

function refuse(reply: FastifyReply, status: number, detail: string): void {
  void reply.code(status).header('content-type', 'application/json').send({ detail });
}

const plainRequestOf = ({ protocol, raw, headers }: FastifyRequest) => ({
  scheme: protocol,
  peer: raw.socket.remoteAddress,
  headers,
});
