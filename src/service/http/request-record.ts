import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../../auth/http/client-address.js';
import type { RouteTable } from './route-table.js';

/** A finished request. Contains no data of the client except its address and method. */
export interface RequestRecord {
  requestId: string;
  method: string;
  /** The pattern of the route with a slash at the end; {@link UNKNOWN_ROUTE} for other paths. */
  route: string;
  status: number;
  durationMs: number;
  /** Null when the client has disconnected, or when a proxy sends no address. */
  address: string | null;
}

/** Called for every finished request. MUST NOT throw. */
export type RequestObserver = (request: RequestRecord) => void;

/** One name for all unknown paths, which may contain tokens. */
const UNKNOWN_ROUTE = 'unknown';

/** The route of a request that could not be parsed. */
export const UNPARSED_ROUTE = 'unparsed';

export function observeRequests(
  fastify: FastifyInstance,
  routes: RouteTable,
  observers: readonly RequestObserver[],
): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const finished = requestRecord(request, reply, routes);
    for (const observe of observers) observe(finished);
    done();
  });
}

export const requestRecord = (
  request: FastifyRequest,
  { statusCode, elapsedTime }: FastifyReply,
  routes: RouteTable,
): RequestRecord => ({
  requestId: request.id,
  method: request.method,
  route: patternOf(request, routes),
  status: statusCode,
  durationMs: Math.round(elapsedTime * 1000) / 1000,
  address: clientAddress(request),
});

/** Returns the pattern of the route, even if the route does not allow the method of the request. */
function patternOf({ is404, routeOptions, url }: FastifyRequest, routes: RouteTable): string {
  const pattern = is404 ? routes.servedPathOf(url) : routeOptions.url;
  return pattern === undefined ? UNKNOWN_ROUTE : withSlash(pattern);
}

const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);
