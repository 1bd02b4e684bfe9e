import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ClientErrorHandler } from './client-error-handler.js';

/**
 * Handles the `Expect` header. Node would reject an unknown expectation with an empty 417, which RFC
 * 9110 §10.1.1 does not require. Node would also write "100 Continue" into a response that waits for
 * the response to an earlier pipelined request. It is sent only when the response can be written now
 * and the body is not too large.
 */
export function handleExpectations({ server }: FastifyInstance, bodyLimitBytes: number): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('checkContinue', (request, response) => {
    const isTooLong = Number(request.headers['content-length']) > bodyLimitBytes;
    if (response.socket !== null && !isTooLong) response.writeContinue();
    server.emit('request', request, response);
  });
}

/** Rejects CONNECT with a response. Node closes the connection without one. */
export function refuseTunnels({ server }: FastifyInstance, refuse: ClientErrorHandler): void {
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    refuse({ name: 'CONNECT', message: 'CONNECT is not supported' }, socket);
  });
}
