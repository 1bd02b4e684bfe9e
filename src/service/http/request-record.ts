import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../../auth/http/client-address.js';
import type { RouteTable } from './route-table.js';

/** A request that was answered, as far as it may be known: nothing of what it said. */
export interface RequestRecord {
  requestId: string;
  method: string;
  /** The pattern of the route, with its slash; {@link UNKNOWN_ROUTE} for a path that nobody serves. */
  route: string;
  status: number;
  durationMs: number;
  /** Null when the client is gone, or a proxy gives none. */
  address: string | null;
}

/** Is told of every request once it was answered. MUST NOT throw. */
export type RequestObserver = (request: RequestRecord) => void;

/** One name for all of them: a path may hold anything, tokens too. */
const UNKNOWN_ROUTE = 'unknown';

/** What never became a request. */
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

/** A path that is served, by another method, is known as well. */
function patternOf({ is404, routeOptions, url }: FastifyRequest, routes: RouteTable): string {
  const pattern = is404 ? routes.servedPathOf(url) : routeOptions.url;
  return pattern === undefined ? UNKNOWN_ROUTE : pattern.replace(/\/?$/, '/');
}
