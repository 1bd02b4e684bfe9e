import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type TrustedProxies, trustOf } from './proxy-trust.js';

/** Matches UUIDs and the IDs of common proxies, but no token and no line break. */
const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * Creates a function that returns the ID of a request: a valid ID of a trusted proxy, or a new one. An
 * untrusted client could send the same ID for several requests.
 */
export function requestIdMaker(trustProxy: TrustedProxies): (request: IncomingMessage) => string {
  const isTrusted = trustOf(trustProxy);
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isValid = typeof given === 'string' && REQUEST_ID.test(given);
    return isValid && isTrusted(socket.remoteAddress, 0) ? given : randomUUID();
  };
}
