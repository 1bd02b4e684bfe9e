import type { FastifyInstance } from 'fastify';
import { METHOD_HEADERS } from '../../auth/http/cookies/original-method.js';
import { trustOf, type TrustedProxies } from './proxy-trust.js';

/**
 * Removes the method that a client claims from requests that no trusted proxy has sent. Without it,
 * the check protects a cookie as for a request that can change state.
 */
export function dropUntrustedMethods(fastify: FastifyInstance, proxies: TrustedProxies): void {
  const isTrusted = trustOf(proxies);
  fastify.addHook('onRequest', ({ raw: { headers, socket } }, _reply, done) => {
    // Few requests have such a header, so the address is not compared for each one.
    const claimed = METHOD_HEADERS.filter((name) => name in headers);
    if (claimed.length > 0 && !isTrusted(socket.remoteAddress, 0)) {
      for (const name of claimed) delete headers[name];
    }
    done();
  });
}
