import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BusyClient } from '../support/busy-client.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { Proxy } from '../support/proxy.js';
import { keyturn, ServerProcess } from '../support/server-process.js';
import { SECRET } from '../support/service.js';

const CLIENTS = 6;
const CREDENTIALS = { username: 'alice', password: 'a good password' };

describe('two instances behind a proxy', () => {
  let database: TestDatabase;
  let variables: Record<string, string>;
  let instances: ServerProcess[];
  let proxy: Proxy;

  beforeAll(async () => {
    database = await createDatabase('postgres');
    variables = {
      DATABASE_URL: database.url,
      JWT_SECRET: SECRET,
      NODE_ENV: 'production',
      TRUST_PROXY: '1',
    };
    await keyturn(['migrate'], variables);
    const create = ['user', 'create', CREDENTIALS.username, '--password-stdin'];
    await keyturn(create, variables, CREDENTIALS.password);
    const start = () => ServerProcess.start(variables);
    instances = await Promise.all([start(), start()]);
    proxy = new Proxy(instances.map(({ url }) => url));
  });
  afterAll(async () => {
    proxy.close();
    await Promise.all(instances.map((instance) => instance.stop('SIGKILL')));
    await database.drop();
  });

  /** @returns the status with which it ended */
  const restart = async (index: number): Promise<number | null> => {
    const { url } = instances[index]!;
    const status = await instances[index]!.stop();
    instances[index] = await ServerProcess.start({ ...variables, PORT: new URL(url).port });
    return status;
  };

  it('are restarted one after the other, and nobody notices', async () => {
    const clients = Array.from({ length: CLIENTS }, () => new BusyClient(proxy, CREDENTIALS));
    const statuses = [await restart(0), await restart(1)];
    await Promise.all(clients.map((client) => client.end()));
    expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
    expect(statuses).toEqual([0, 0]);
    for (const { answers } of clients) expect(answers).toBeGreaterThan(10);
  });
});
