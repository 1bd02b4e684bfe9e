import { generateKeyPairSync } from 'node:crypto';
import { createDatabase } from '../../test/support/databases.js';
import type { NpmFolder } from './npm-folder.js';
import { OAuthClient } from './oauth-client.js';
import { OAuthPeer, startIssuer } from './oauth.peer.js';

export const OIDC_PROVIDER_PACKAGES = ['oidc-provider@9.13.3'];

const ENDPOINTS = { authorization: '/auth', token: '/token' };

/** OpenID Connect Core §11 requires consent for a refresh token. */
const CONSENT = { prompt: 'consent' };

/** Starts oidc-provider with its built-in adapter. */
export async function startInMemory(name: string, folder: NpmFolder): Promise<OAuthPeer> {
  return start(name, folder, 1, {}, () => Promise.resolve());
}

/** Starts oidc-provider with an adapter based on the example in its repository. */
export async function startOnPostgres(
  name: string,
  folder: NpmFolder,
  processes: number,
): Promise<OAuthPeer> {
  const database = await createDatabase('postgres');
  return start(name, folder, processes, { DATABASE_URL: database.url }, () => database.drop());
}

async function start(
  name: string,
  folder: NpmFolder,
  processes: number,
  variables: Record<string, string>,
  release: () => Promise<void>,
): Promise<OAuthPeer> {
  const script = folder.server('oidc-provider.mjs');
  const servers = await startIssuer(script, processes, { ...variables, JWK: newJwk() });
  const client = new OAuthClient('race', ENDPOINTS, CONSENT);
  return new OAuthPeer(name, servers, client, () => Promise.resolve(), release);
}

/** All processes sign with one key. */
function newJwk(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' });
}
