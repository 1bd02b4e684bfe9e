import { createBrowser } from './browser.mjs';
import { startIssuer } from './issuer.mjs';
import { obtainToken, protocolOf } from './oauth.mjs';
import { installPackages } from './packages.mjs';
import { peerServer } from './peer.mjs';

/**
 * better-auth with its OAuth provider plugin.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const BETTER_AUTH = { name: 'better-auth', findProblem: installPackages, start };

const PATHS = {
  authorizationPath: '/api/auth/oauth2/authorize',
  tokenPath: '/api/auth/oauth2/token',
};

/** @type {import('./peer.mjs').Peer['start']} */
async function start(setup) {
  const { child, origin } = await startIssuer('better-auth.mjs', setup, {
    REUSE_INTERVAL_SECONDS: '0',
  });
  const owner = await signUp(origin, 'owner');
  const client = { clientId: (await owner.send('/register-client')).text, ...PATHS };
  const tokens = [];
  for (let number = 0; number < setup.sessions; number++)
    tokens.push(await obtainToken(origin, client, await signUp(origin, `client-${number}`)));
  return peerServer(child, origin, { protocol: protocolOf(client), tokens }, setup);
}

/**
 * @param {string} origin
 * @param {string} name
 * @returns the browser of a new user, who is signed in
 */
async function signUp(origin, name) {
  const browser = createBrowser(origin);
  const user = { name, email: `${name}@example.org`, password: 'violet kettle harbor' };
  const { status, text } = await browser.send('/api/auth/sign-up/email', user);
  if (status !== 200) throw new Error(`The sign-up responded with ${status}: ${text}`);
  return browser;
}
