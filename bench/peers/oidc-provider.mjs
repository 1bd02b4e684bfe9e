import { generateKeyPairSync } from 'node:crypto';
import { createBrowser } from './browser.mjs';
import { startIssuer } from './issuer.mjs';
import { obtainToken, protocolOf } from './oauth.mjs';
import { installPackages } from './packages.mjs';
import { peerServer } from './peer.mjs';

/**
 * oidc-provider with an adapter on PostgreSQL.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const OIDC_PROVIDER = { name: 'oidc-provider', findProblem: installPackages, start };

const CLIENT = {
  clientId: 'race',
  authorizationPath: '/auth',
  tokenPath: '/token',
  // OpenID Connect Core §11 requires consent for a refresh token.
  parameters: { prompt: 'consent' },
};

/** @type {import('./peer.mjs').Peer['start']} */
async function start(setup) {
  const { child, origin } = await startIssuer('oidc-provider.mjs', setup, { JWK: newJwk() });
  const tokens = [];
  for (let number = 0; number < setup.sessions; number++)
    tokens.push(await obtainToken(origin, CLIENT, createBrowser(origin)));
  return peerServer(child, origin, { protocol: protocolOf(CLIENT), tokens }, setup);
}

/** @returns the key that signs ID tokens */
function newJwk() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' });
}
