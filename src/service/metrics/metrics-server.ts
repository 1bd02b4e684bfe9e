import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Registry } from 'prom-client';
import { METRICS_CONNECTION_LIMITS, serverOptions } from '../http/connection-limits.js';
import { guardServer } from '../http/guard-server.js';
import { listeningError } from '../bootstrap/listening-error.js';

const PATH = '/metrics';

/** A registry, or several as one. */
export type MetricsSource = Pick<Registry, 'contentType' | 'metrics'>;

/** Serves the metrics for Prometheus. The server does not keep the process running. */
export async function serveMetrics(
  source: MetricsSource,
  host: string,
  port: number,
  limits = METRICS_CONNECTION_LIMITS,
): Promise<Server> {
  const respond: RequestListener = (request, response) => void serve(request, response, source);
  const server = createServer(serverOptions(limits), respond);
  guardServer(server, limits);
  server.listen(port, host).unref();
  await once(server, 'listening').catch((error: unknown) => {
    throw listeningError(error, { host: 'METRICS_HOST', port: 'METRICS_PORT' });
  });
  return server;
}

async function serve(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  source: MetricsSource,
): Promise<void> {
  if (url?.split('?')[0] !== PATH) return void response.writeHead(404).end();
  if (method !== 'GET' && method !== 'HEAD') {
    return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  }
  const text = await source.metrics();
  response.writeHead(200, { 'Content-Type': source.contentType }).end(text);
}
