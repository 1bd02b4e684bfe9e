import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { listeningError } from '../listening-error.js';

const PATH = '/metrics';

/** Whom Prometheus asks. It keeps no process alive. */
export async function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response, registry));
  server.listen(port, host).unref();
  await once(server, 'listening').catch((error: unknown) => {
    throw listeningError(error, { host: 'METRICS_HOST', port: 'METRICS_PORT' });
  });
  return server;
}

async function answer(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  registry: Registry,
): Promise<void> {
  if (url?.split('?')[0] !== PATH) return void response.writeHead(404).end();
  if (method !== 'GET' && method !== 'HEAD') {
    return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
}
