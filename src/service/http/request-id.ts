import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type TrustedProxies, trustOf } from './proxy-trust.js';

/** Such as UUIDs, and what proxies make. Tokens have dots; nothing in it can break a line. */
const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * What decides the id of a request: its trusted proxy's, if that looks like one; else a new one.
 * Nobody else's is believed, who could make two requests look like one.
 */
export function requestIdMaker(trustProxy: TrustedProxies): (request: IncomingMessage) => string {
  const isTrusted = trustOf(trustProxy);
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isOne = typeof given === 'string' && REQUEST_ID.test(given);
    return isOne && isTrusted(socket.remoteAddress, 0) ? given : randomUUID();
  };
}
