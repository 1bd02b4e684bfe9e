/**
 * A server with oidc-provider, as its documentation sets one up: a public client, the authorization code flow,
 * everything else by default. Every request for a log-in succeeds without a page.
 * Runs in a folder where oidc-provider is installed.
 */
import { createServer } from 'node:http';
import { SqlAdapter } from './sql-adapter.mjs';

const PACKAGE = 'oidc-provider';
const { PORT, ISSUER, DATABASE_URL } = process.env;

const { default: Provider } = await import(PACKAGE);
const provider = new Provider(ISSUER, {
  ...(DATABASE_URL === undefined ? {} : { adapter: await SqlAdapter.on(DATABASE_URL) }),
  clients: [
    {
      client_id: 'race',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  // All instances use one key.
  jwks: { keys: [JSON.parse(process.env['JWK'] ?? '')] },
  cookies: { keys: ['a key that signs cookies of this race alone'] },
  features: { devInteractions: { enabled: false } },
  interactions: {
    url: (/** @type {unknown} */ _, /** @type {{ uid: string }} */ { uid }) =>
      `/interaction/${uid}`,
  },
  findAccount: (/** @type {unknown} */ _, /** @type {string} */ accountId) => ({
    accountId,
    claims: () => ({ sub: accountId }),
  }),
});

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function logIn(request, response) {
  const { params, prompt, grantId } = await provider.interactionDetails(request, response);
  const accountId = 'alice';
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId } });
  const grant =
    (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
    new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(
    request,
    response,
    { consent },
    { mergeWithLastSubmission: true },
  );
}

const respond = provider.callback();
createServer((request, response) => {
  if (!request.url?.startsWith('/interaction/')) return void respond(request, response);
  logIn(request, response).catch((/** @type {unknown} */ error) => {
    console.error(error);
    response.writeHead(500).end();
  });
}).listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening on http://127.0.0.1:${PORT}/api/`),
);
