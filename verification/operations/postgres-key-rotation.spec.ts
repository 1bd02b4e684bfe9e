import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeKeyFile } from '../../src/service/keys/make-key-file.js';
import { BusyClient } from '../../test/support/busy-client.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { SECRET } from '../../test/support/jwt.js';
import { Proxy } from '../../test/support/proxy.js';
import { ServerProcess } from '../../test/support/server-process.js';

const INSTANCES = 3;

/** An instance reads its directory every ten seconds. */
const LEAD_MS = 15_000;

const PRODUCTION = { NODE_ENV: 'production', TRUST_PROXY: '1', LOGIN_THROTTLE: 'off' };

/** Empty: not set. */
const NO_SECRET = { JWT_SECRET: '' };

const ISSUED = { JWT_ISSUER: 'https://auth.example.org', JWT_AUDIENCE: 'https://api.example.org' };

describe('key pairs of three instances under load', () => {
  let folder: string;
  let deployment: Deployment;
  let proxy: Proxy;
  let clients: BusyClient[];
  const directoryOf = (index: number) => join(folder, String(index));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-rotation-'));
    makeKeyFile(directoryOf(0), 'ES256', Date.now());
    for (let index = 1; index < INSTANCES; index++) {
      mkdirSync(directoryOf(index));
      copyKeys(0, index);
    }
    deployment = await Deployment.create('postgres', PRODUCTION);
  });
  afterEach(async () => {
    proxy.close();
    await deployment.drop();
    rmSync(folder, { recursive: true });
  });

  const copyKeys = (from: number, to: number) => {
    for (const name of readdirSync(directoryOf(from)))
      copyFileSync(join(directoryOf(from), name), join(directoryOf(to), name));
  };
  const startAll = async (variables: Record<string, string>) => {
    for (let index = 0; index < INSTANCES; index++)
      await deployment.start({ ...variables, JWT_KEYS_DIR: directoryOf(index) });
    proxy = new Proxy(deployment.servers.map(({ url }) => url));
    clients = Array.from({ length: 4 }, () => new BusyClient(proxy, ALICE));
  };
  const failures = async () => {
    await Promise.all(clients.map((client) => client.end()));
    return clients.flatMap((client) => client.failures);
  };
  const algorithmAt = async (index: number) => {
    const { access } = (await deployment.servers[index]!.logInAs(ALICE)).tokens;
    return JSON.parse(Buffer.from(access.split('.')[0]!, 'base64url').toString()) as {
      alg: string;
      kid?: string;
    };
  };

  it('no token is refused while the key is replaced', async () => {
    await startAll({ ...ISSUED, ...NO_SECRET, JWT_ALGORITHM: 'ES256' });
    const before = await algorithmAt(0);
    const { kid } = makeKeyFile(directoryOf(0), 'ES256', Date.now() + LEAD_MS);
    for (const index of [1, 2]) {
      await setTimeout(1_000);
      copyKeys(0, index);
    }
    await setTimeout(LEAD_MS + 2_000);
    expect(await failures()).toEqual([]);
    for (let index = 0; index < INSTANCES; index++)
      expect(await algorithmAt(index)).toEqual({ ...before, kid });
  });

  it('no token is refused while the instances change from HS256 to ES256 and back', async () => {
    await startAll({ JWT_ALGORITHM: 'HS256', JWT_SECRET: SECRET });
    const restartAll = async (variables: Record<string, string>) => {
      for (let index = 0; index < INSTANCES; index++) {
        const { url } = deployment.servers[index]!;
        await deployment.servers[index]!.stop();
        deployment.servers[index] = await ServerProcess.start({
          ...deployment.variables,
          JWT_KEYS_DIR: directoryOf(index),
          PORT: new URL(url).port,
          ...variables,
        });
        await setTimeout(500);
      }
    };
    await restartAll({
      ...ISSUED,
      ...NO_SECRET,
      JWT_ALGORITHM: 'ES256',
      JWT_SECRET_PREVIOUS: SECRET,
    });
    expect(await algorithmAt(0)).toMatchObject({ alg: 'ES256' });
    await restartAll({ JWT_ALGORITHM: 'HS256', JWT_SECRET: SECRET });
    expect(await algorithmAt(0)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(await failures()).toEqual([]);
  });
});
