import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Tokens } from '../../test/support/api-client.js';
import { DATABASES } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { sidOf } from '../../test/support/jwt.js';
import { keyturn } from '../../test/support/run-cli.js';
import type { ServerProcess } from '../../test/support/server-process.js';

const PROCESSES = 4;
const LOG_INS = 64;
const MAX = 5;

interface ListedSession {
  id: string;
  state: string;
  revoked_reason: string | null;
}

const isActive = ({ state }: ListedSession) => state === 'active';

/** Repeats a log-in while the response is 503, as a client with Retry-After does. */
async function logIn(server: ServerProcess): Promise<Tokens> {
  const { status, tokens, text } = await server.logInAs(ALICE);
  if (status === 200) return tokens;
  if (status !== 503) throw new Error(`the log-in responded ${status}: ${text}`);
  await sleep(1000);
  return logIn(server);
}

/**
 * Makes log-ins of all processes wait for a lock and continue together. Their hashes would otherwise
 * spread them over time. SQLite has one writer anyway.
 */
async function withBlockedWrites<T>(url: string, work: () => Promise<T>): Promise<T> {
  if (url.startsWith('sqlite:')) return work();
  const client = new pg.Client(url);
  await client.connect();
  await client.query('BEGIN; LOCK TABLE keyturn_refresh_token IN EXCLUSIVE MODE');
  const done = work();
  await sleep(500);
  await client.query('COMMIT');
  await client.end();
  return done;
}

describe.each(DATABASES)('MAX_SESSIONS_PER_USER with four processes (%s)', (kind) => {
  let deployment: Deployment;
  let servers: ServerProcess[] = [];

  beforeAll(async () => {
    deployment = await Deployment.create(kind, {
      MAX_SESSIONS_PER_USER: String(MAX),
      // The processes count 64 log-ins of one user before the first succeeds.
      LOGIN_THROTTLE: 'off',
    });
    servers = await deployment.startMany(PROCESSES);
  });
  afterAll(() => deployment.drop());

  const listSessions = async (): Promise<ListedSession[]> => {
    const list = ['session', 'list', ALICE.username, '--json'];
    return JSON.parse(await keyturn(list, deployment.variables)) as ListedSession[];
  };
  const logInAtOnce = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => logIn(servers[index % PROCESSES]!)));
  const activeSids = async () => (await listSessions()).filter(isActive).map(({ id }) => id);

  it('leaves exactly that many active sessions after 64 simultaneous log-ins', async () => {
    const pairs = await logInAtOnce(LOG_INS);
    const sessions = await listSessions();
    const active = sessions.filter(isActive).map(({ id }) => id);
    const reasons = sessions.map(({ revoked_reason: reason }) => reason);
    expect(sessions).toHaveLength(LOG_INS);
    expect(active).toHaveLength(MAX);
    expect(reasons.filter((reason) => reason === 'session_limit')).toHaveLength(LOG_INS - MAX);

    const responses = await Promise.all(pairs.map(({ refresh }) => servers[0]!.refresh(refresh)));
    const refreshed = pairs
      .filter((_, index) => responses[index]!.status === 200)
      .map(({ refresh }) => sidOf(refresh));
    expect(refreshed.sort()).toEqual(active.sort());
  });

  it('leaves exactly that many after log-ins of four processes that write at the same moment', async () => {
    await withBlockedWrites(deployment.database.url, () => logInAtOnce(3 * PROCESSES));
    expect(await activeSids()).toHaveLength(MAX);
  });

  it('revokes the oldest session at the next log-in, and its access token within a second', async () => {
    const before = await activeSids();
    const tokens = await logIn(servers[1]!);
    expect(await activeSids()).toEqual([sidOf(tokens.refresh), ...before.slice(0, -1)]);

    for (let index = 0; index < MAX; index++) await logIn(servers[2]!);
    await sleep(1100);
    expect((await servers[3]!.me(tokens.access)).status).toBe(401);
  });

  it('reports each revoked session with its client', async () => {
    await logIn(servers[3]!);
    const revoked = servers[3]!.output.split('\n').filter((line) => line.includes('session_limit'));
    expect(revoked.length).toBeGreaterThan(0);
    expect(revoked.at(-1)).toContain('authn_token_revoked');
    expect(revoked.at(-1)).toContain('127.0.0.1');
  });
});
