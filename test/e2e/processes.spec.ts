import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenResponse } from '../support/api-client.js';
import { DATABASES } from '../support/databases.js';
import { ALICE, Deployment } from '../support/deployment.js';
import type { ServerProcess } from '../support/server-process.js';

const PROCESSES = 4;
const REQUESTS = 64;

describe.each(DATABASES)('four processes on one database (%s)', (kind) => {
  let deployment: Deployment;
  let servers: ServerProcess[] = [];

  beforeAll(async () => {
    deployment = await Deployment.create(kind);
    servers = await deployment.startMany(PROCESSES);
  });
  afterAll(() => deployment.drop());

  const logIn = () => servers[0]!.obtain(ALICE.username);
  const refreshAtOnce = (refresh: string, keyOf: (index: number) => string | undefined) =>
    Promise.all(
      Array.from({ length: REQUESTS }, (_, index) =>
        servers[index % PROCESSES]!.refresh(refresh, keyOf(index)),
      ),
    );
  const successesOf = (responses: readonly TokenResponse[]) =>
    responses.filter(({ status }) => status === 200);

  it.each<[string, (index: number) => string | undefined]>([
    ['without a key', () => undefined],
    ['with different keys', (index) => `the-key-of-client-${index}`],
  ])(
    'rotates a token once and revokes its session when 64 clients send it %s',
    async (_, keyOf) => {
      const { refresh } = await logIn();
      const responses = await refreshAtOnce(refresh, keyOf);
      const [winner, ...others] = successesOf(responses);
      expect(others).toEqual([]);
      expect(responses.filter(({ status }) => status === 401)).toHaveLength(REQUESTS - 1);
      const { json } = await servers[1]!.refresh(winner!.tokens.refresh);
      expect(json['detail']).toBe('Token is blacklisted');
    },
  );

  it('returns one pair 64 times when a client sends a token 64 times with one key', async () => {
    const { refresh } = await logIn();
    const responses = await refreshAtOnce(refresh, () => 'the-key-of-one-client');
    expect(successesOf(responses)).toHaveLength(REQUESTS);
    expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    expect((await servers[2]!.refresh(responses[0]!.tokens.refresh)).status).toBe(200);
  });

  it('rejects the access token of a revoked session in every process within a second', async () => {
    const { access, refresh } = await logIn();
    const statusesOfAll = () =>
      Promise.all(servers.map(async (one) => (await one.me(access)).status));
    expect(await statusesOfAll()).toEqual([200, 200, 200, 200]);
    await servers[0]!.blacklist(refresh);
    expect((await servers[0]!.me(access)).status).toBe(401);
    await sleep(1100);
    expect(await statusesOfAll()).toEqual([401, 401, 401, 401]);
  });

  it('returns the same pair to a retry after the process that issued it was killed', async () => {
    const { refresh } = await logIn();
    const killed = await deployment.start();
    const first = await killed.refresh(refresh, 'the-key-of-a-lost-response');
    await killed.stop('SIGKILL');
    const repeated = await servers[3]!.refresh(refresh, 'the-key-of-a-lost-response');
    expect([repeated.status, repeated.text]).toEqual([200, first.text]);
  });
});
