import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listeningError } from '../bootstrap/listening-error.js';
import { type ConnectionLimits, serverOptions } from '../http/connection-limits.js';
import { guardServer } from '../http/guard-server.js';
import { redirectOf, type RedirectSettings } from './redirect-target.js';

/** Where the redirect listens. */
export interface RedirectAddress {
  host: string;
  port: number;
}

/**
 * Serves only redirects from HTTP to HTTPS. Each response closes its connection, and the body of a
 * request is not read.
 *
 * @throws {ListeningError}
 */
export async function serveRedirects(
  { host, port }: RedirectAddress,
  settings: RedirectSettings,
  limits: ConnectionLimits,
): Promise<Server> {
  const respond = (request: IncomingMessage, response: ServerResponse) =>
    redirect(request, response, settings);
  const server = createServer(serverOptions(limits), respond);
  // Node would request the body, which could contain a password, before the refusal.
  server.on('checkContinue', respond).on('checkExpectation', respond);
  guardServer(server, limits);
  server.listen(port, host).unref();
  await once(server, 'listening').catch((error: unknown) => {
    throw listeningError(error, { host: 'HOST', port: 'HTTP_REDIRECT_PORT' });
  });
  return server;
}

/** Closes all connections too: one that sends nothing would delay the exit of the process. */
export function closeRedirects(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function redirect(
  { method, headers, url }: IncomingMessage,
  response: ServerResponse,
  settings: RedirectSettings,
): void {
  const request = {
    ...(method !== undefined && { method }),
    ...(headers.host !== undefined && { host: headers.host }),
    ...(url !== undefined && { target: url }),
  };
  const result = redirectOf(request, settings);
  response.setHeader('Connection', 'close').setHeader('Cache-Control', 'no-store');
  if ('location' in result) {
    return void response.writeHead(result.status, { Location: result.location }).end();
  }
  const body = JSON.stringify({ detail: result.detail });
  response.writeHead(result.status, { 'Content-Type': 'application/json' }).end(body);
}
