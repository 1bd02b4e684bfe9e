import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BusyClient } from '../../test/support/busy-client.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { Proxy } from '../../test/support/proxy.js';

const CLIENTS = 6;

describe('a rolling restart', () => {
  let deployment: Deployment;
  let proxy: Proxy;

  beforeAll(async () => {
    const variables = { NODE_ENV: 'production', TRUST_PROXY: '1' };
    deployment = await Deployment.create('postgres', variables);
    const servers = await deployment.startMany(2);
    proxy = new Proxy(servers.map(({ url }) => url));
  });
  afterAll(async () => {
    proxy.close();
    await deployment.drop();
  });

  it('fails no request while two instances behind a proxy restart one after the other', async () => {
    const clients = Array.from({ length: CLIENTS }, () => new BusyClient(proxy, ALICE));
    const statuses = [await deployment.restart(0), await deployment.restart(1)];
    await Promise.all(clients.map((client) => client.end()));
    expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
    expect(statuses).toEqual([0, 0]);
    for (const { responses } of clients) expect(responses).toBeGreaterThan(10);
  });
});
