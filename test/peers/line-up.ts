import { readFileSync } from 'node:fs';
import { BETTER_AUTH_PACKAGES, startBetterAuth } from './better-auth.peer.js';
import { type KeyturnChoice, KeyturnPeer } from './keyturn.peer.js';
import { NpmFolder } from './npm-folder.js';
import { OIDC_PROVIDER_PACKAGES, startInMemory, startOnPostgres } from './oidc-provider.peer.js';
import type { StartPeer } from './peer.js';
import { SimpleJwtPeer } from './simplejwt.peer.js';

const MANIFEST = new URL('../../package.json', import.meta.url);

/** Of one product: each configuration of it that is a line of the tables. */
export interface LineUp {
  starts: readonly StartPeer[];
  /** When none of them runs any more. */
  release: () => void;
}

export const NAMES = ['keyturn', 'simplejwt', 'better-auth', 'oidc-provider'] as const;
export type PeerName = (typeof NAMES)[number];

export interface Whereabouts {
  /** Where a peer runs that this command cannot start. */
  url: string | undefined;
  /** What runs there: nobody can ask a server for its version. */
  as: string | undefined;
}

/** @throws {Error} in a sentence, when it cannot be started */
export const LINE_UPS: Record<PeerName, (where: Whereabouts) => LineUp | Promise<LineUp>> = {
  keyturn: () => keyturn(),
  simplejwt: (where) => simpleJwt(where),
  'better-auth': () => betterAuth(),
  'oidc-provider': () => oidcProvider(),
};

function keyturn(): LineUp {
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

function simpleJwt({ url, as }: Whereabouts): LineUp {
  if (url === undefined) throw new Error('SimpleJWT is started elsewhere: say where, --url URL.');
  const peer = new SimpleJwtPeer(url, as ?? 'SimpleJWT, rotating and blacklisting');
  return { starts: [() => Promise.resolve(peer)], release: () => undefined };
}

async function betterAuth(): Promise<LineUp> {
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

async function oidcProvider(): Promise<LineUp> {
  const folder = await NpmFolder.with(OIDC_PROVIDER_PACKAGES);
  const name = 'oidc-provider 9.13.3';
  const starts = [
    () => startInMemory(`${name}, its adapter in memory`, folder),
    () => startOnPostgres(`${name}, an adapter on PostgreSQL`, folder, 1),
    () => startOnPostgres(`${name}, an adapter on PostgreSQL, two processes`, folder, 2),
  ];
  return { starts, release: () => folder.remove() };
}
