import { createDatabase, type DatabaseKind } from '../../test/support/databases.js';
import { Browser } from './browser.js';
import type { NpmFolder } from './npm-folder.js';
import { OAuthClient } from './oauth-client.js';
import { OAuthPeer, startIssuer } from './oauth.peer.js';

/** The newest compatible versions. The plugin requires exact versions of the last three. */
export const BETTER_AUTH_PACKAGES = [
  'better-auth@1.7.5',
  '@better-auth/oauth-provider@1.7.5',
  '@better-auth/core@1.7.5',
  '@better-auth/utils@0.4.2',
  '@better-fetch/fetch@1.3.2',
  'better-call@1.4.0',
];

const ENDPOINTS = { authorization: '/api/auth/oauth2/authorize', token: '/api/auth/oauth2/token' };

const ALICE = { email: 'alice@example.org', password: 'alice-pass-123' };

export interface BetterAuthChoice {
  kind: DatabaseKind;
  processes: number;
  /** Its option `refreshTokenReuseInterval`. @default none */
  reuseIntervalSeconds?: number;
}

export async function startBetterAuth(
  name: string,
  folder: NpmFolder,
  { kind, processes, reuseIntervalSeconds = 0 }: BetterAuthChoice,
): Promise<OAuthPeer> {
  const database = await createDatabase(kind);
  const servers = await startIssuer(folder.server('better-auth.mjs'), processes, {
    DATABASE_URL: database.url,
    REUSE_INTERVAL_SECONDS: String(reuseIntervalSeconds),
  });
  const client = new OAuthClient(await registerClient(servers[0]!.url), ENDPOINTS);
  return new OAuthPeer(
    name,
    servers,
    client,
    signIn,
    () => database.drop(),
    reuseIntervalSeconds * 1000,
  );
}

/** Signs up a user, who registers the client. */
async function registerClient(url: string): Promise<string> {
  const browser = new Browser(url);
  await browser.post('/api/auth/sign-up/email', { ...ALICE, name: 'Alice' });
  return (await browser.get('/register-client')).text;
}

async function signIn(browser: Browser): Promise<void> {
  const { status, text } = await browser.post('/api/auth/sign-in/email', ALICE);
  if (status !== 200) throw new Error(`The sign-in returned ${status}: ${text}`);
}
