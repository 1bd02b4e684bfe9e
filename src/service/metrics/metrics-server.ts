import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { ConfigurationError } from '../configuration-error.js';

const PATH = '/metrics';

/** Whom Prometheus asks. It keeps no process alive. */
export async function serveMetrics(
  registry: Registry,
  host: string,
  port: number,
): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response, registry));
  server.listen(port, host).unref();
  await once(server, 'listening').catch((error: unknown) => refuse(error, port));
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

function refuse(error: unknown, port: number): never {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  throw new ConfigurationError([`METRICS_PORT is ${port}, which is in use. Set it to a free one.`]);
}
