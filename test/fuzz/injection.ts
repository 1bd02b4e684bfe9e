import { duplexPair } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Link } from './conversation.js';

/**
 * Connections that no network carries, as Node's `connection` event takes them. Not Fastify's
 * `inject`: it does not load in Jest, and makes of odd URLs and headers what no client can send.
 */
export function injectionInto(app: NestFastifyApplication): Link {
  const server = app.getHttpServer();
  return () => {
    const [ours, theirs] = duplexPair();
    server.emit('connection', theirs);
    return ours;
  };
}
