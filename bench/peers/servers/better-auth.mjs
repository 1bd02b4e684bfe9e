/**
 * A server with better-auth and its OAuth 2.1 provider plugin, as their documentation sets one up: a public
 * client, everything else by default. Runs in a folder where both are installed.
 */
import { createServer } from 'node:http';

const { PORT, DATABASE_URL, REUSE_INTERVAL_SECONDS } = process.env;
const url = process.env['ISSUER'] ?? '';

/** @param {string} name */
const load = (name) => import(name);
const { betterAuth } = await load('better-auth');
const { toNodeHandler } = await load('better-auth/node');
const { getMigrations } = await load('better-auth/db/migration');
const { jwt } = await load('better-auth/plugins');
const { oauthProvider } = await load('@better-auth/oauth-provider');

/** @param {string} location */
async function database(location) {
  if (location.startsWith('sqlite:')) {
    const { default: Database } = await load('better-sqlite3');
    return new Database(location.slice('sqlite:'.length));
  }
  const { default: pg } = await load('pg');
  return new pg.Pool({ connectionString: location });
}

const options = {
  baseURL: url,
  // All instances are one issuer, so they share the secret of cookies.
  secret: 'a secret of this race alone, 32 characters at least',
  database: await database(DATABASE_URL ?? ''),
  emailAndPassword: { enabled: true },
  // A limit of 20 requests per minute would decide the race instead of the rotation.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  disabledPaths: ['/token'],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/sign-in',
      consentPage: '/consent',
      // Its default is 0.
      refreshTokenReuseInterval: Number(REUSE_INTERVAL_SECONDS),
    }),
  ],
};
if (process.env['FIRST'] === '1') await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

/** @param {string} cookie of a signed-in user */
async function registerClient(cookie) {
  const body = {
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: 'openid offline_access',
    skip_consent: true,
  };
  const client = await auth.api.adminCreateOAuthClient({ headers: new Headers({ cookie }), body });
  return client.client_id;
}

const handle = toNodeHandler(auth);
createServer((request, response) => {
  if (request.url !== '/register-client') return void handle(request, response);
  registerClient(request.headers.cookie ?? '').then(
    (id) => response.end(id),
    (/** @type {unknown} */ error) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
}).listen(Number(PORT), '127.0.0.1', () =>
  console.log(`Listening on http://127.0.0.1:${PORT}/api/`),
);
