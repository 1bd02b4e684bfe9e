import { readFileSync } from 'node:fs';
import { BETTER_AUTH_PACKAGES, startBetterAuth } from './better-auth.peer.js';
import { type KeyturnChoice, KeyturnPeer } from './keyturn.peer.js';
import { NpmFolder } from './npm-folder.js';
import { OIDC_PROVIDER_PACKAGES, startInMemory, startOnPostgres } from './oidc-provider.peer.js';
import type { StartPeer } from './peer.js';
import { SimpleJwtPeer } from './simplejwt.peer.js';

const MANIFEST = new URL('../../package.json', import.meta.url);

/** The configurations of one product. Each is a row of the tables. */
export interface PeerConfigurations {
  starts: readonly StartPeer[];
  /** Cleans up after all of them have stopped. */
  release: () => void;
}

export const NAMES = ['keyturn', 'simplejwt', 'better-auth', 'oidc-provider'] as const;
export type PeerName = (typeof NAMES)[number];

export interface PeerLocation {
  /** The URL of a server that this command cannot start. */
  url: string | undefined;
  /** The product and version at this URL, which its API does not report. */
  as: string | undefined;
}

/** @throws {Error} with a message for the user, when it cannot be started */
export const PEERS: Record<
  PeerName,
  (location: PeerLocation) => PeerConfigurations | Promise<PeerConfigurations>
> = {
  keyturn: () => keyturn(),
  simplejwt: (location) => simpleJwt(location),
  'better-auth': () => betterAuth(),
  'oidc-provider': () => oidcProvider(),
};

function keyturn(): PeerConfigurations {
  const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string };
  const start = (rest: string, choice: KeyturnChoice) => () =>
    KeyturnPeer.start(`Keyturn ${version}, ${rest}`, choice);
  const two = { kind: 'postgres', processes: 2 } as const;
  const starts = [
    start('SQLite', { kind: 'sqlite', processes: 1, withKeys: true }),
    start('PostgreSQL', { kind: 'postgres', processes: 1, withKeys: true }),
    start('PostgreSQL, two processes', { ...two, withKeys: true }),
    start('PostgreSQL, two processes, clients without keys', { ...two, withKeys: false }),
    start('PostgreSQL, two processes, clients without keys, `REUSE_INTERVAL=2s`', {
      ...two,
      withKeys: false,
      reuseIntervalSeconds: 2,
    }),
  ];
  return { starts, release: () => undefined };
}

function simpleJwt({ url, as }: PeerLocation): PeerConfigurations {
  if (url === undefined)
    throw new Error('SimpleJWT must be running already. Pass its URL: --url URL.');
  const peer = new SimpleJwtPeer(url, as ?? 'SimpleJWT, rotating and blacklisting');
  return { starts: [() => Promise.resolve(peer)], release: () => undefined };
}

async function betterAuth(): Promise<PeerConfigurations> {
  const folder = await NpmFolder.with(BETTER_AUTH_PACKAGES);
  const name = 'better-auth 1.7.5 with its oauth-provider';
  const start = (rest: string, choice: Parameters<typeof startBetterAuth>[2]) => () =>
    startBetterAuth(`${name}, ${rest}`, folder, choice);
  const reuse = 'PostgreSQL, two processes, `refreshTokenReuseInterval: 2`';
  const starts = [
    start('SQLite', { kind: 'sqlite', processes: 1 }),
    start('PostgreSQL', { kind: 'postgres', processes: 1 }),
    start('PostgreSQL, two processes', { kind: 'postgres', processes: 2 }),
    start(reuse, { kind: 'postgres', processes: 2, reuseIntervalSeconds: 2 }),
  ];
  return { starts, release: () => folder.remove() };
}

async function oidcProvider(): Promise<PeerConfigurations> {
  const folder = await NpmFolder.with(OIDC_PROVIDER_PACKAGES);
  const name = 'oidc-provider 9.13.3';
  const starts = [
    () => startInMemory(`${name}, its adapter in memory`, folder),
    () => startOnPostgres(`${name}, an adapter on PostgreSQL`, folder, 1),
    () => startOnPostgres(`${name}, an adapter on PostgreSQL, two processes`, folder, 2),
  ];
  return { starts, release: () => folder.remove() };
}
