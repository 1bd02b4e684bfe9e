import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ClientErrorHandler } from './client-error-handler.js';

/**
 * Node would answer an expectation that it does not know by 417 with no body; nobody has to (RFC
 * 9110 §10.1.1). And "100 Continue" it would write into the middle of an answer that waits for the
 * answer before it: who sends on without waiting is not told to, and who would send too much neither.
 */
export function handleExpectations({ server }: FastifyInstance, bodyLimitBytes: number): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('checkContinue', (request, response) => {
    const isTooLong = Number(request.headers['content-length']) > bodyLimitBytes;
    if (response.socket !== null && !isTooLong) response.writeContinue();
    server.emit('request', request, response);
  });
}

/** Node hangs up on a CONNECT without a word, and hands its socket over without a listener. */
export function refuseTunnels({ server }: FastifyInstance, refuse: ClientErrorHandler): void {
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    refuse({ name: 'CONNECT', message: 'no tunnels here' }, socket);
  });
}
