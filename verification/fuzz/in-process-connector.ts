import { duplexPair } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Connect } from './pipeline.js';

/**
 * Opens connections without a network, through Node's `connection` event. Fastify's `inject` does not
 * load in Jest, and changes unusual URLs and headers.
 */
export function inProcessConnector(app: NestFastifyApplication): Connect {
  const server = app.getHttpServer();
  return () => {
    const [clientSide, serverSide] = duplexPair();
    server.emit('connection', serverSide);
    return clientSide;
  };
}
