import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BusyClient } from '../support/busy-client.js';
import { CREDENTIALS, Pair } from '../support/pair.js';
import { Proxy } from '../support/proxy.js';

const CLIENTS = 6;

describe('a rolling restart', () => {
  let pair: Pair;
  let proxy: Proxy;

  beforeAll(async () => {
    pair = await Pair.start();
    proxy = new Proxy(pair.origins);
  });
  afterAll(async () => {
    proxy.close();
    await pair.drop();
  });

  it('fails no request while two instances behind a proxy restart one after the other', async () => {
    const clients = Array.from({ length: CLIENTS }, () => new BusyClient(proxy, CREDENTIALS));
    const statuses = [await pair.restart(0), await pair.restart(1)];
    await Promise.all(clients.map((client) => client.end()));
    expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
    expect(statuses).toEqual([0, 0]);
    for (const { responses } of clients) expect(responses).toBeGreaterThan(10);
  });
});
