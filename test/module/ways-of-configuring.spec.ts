import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { Host, PLATFORMS } from './support/host.js';
import { OrdersModule } from './support/orders.js';
import { WAYS } from './support/ways.js';

const TWO_HOURS_SECONDS = 7200;

describe.each(PLATFORMS)('an application on %s', (platform) => {
  describe.each(WAYS)('configured by %s', (_, configured) => {
    let host: Host;

    beforeAll(async () => {
      host = await Host.start(platform, { imports: [inMemory(), configured(), OrdersModule] });
      await createUser(host, 'c', CREDENTIALS);
    });
    afterAll(() => host.stop());

    it('has a user obtain tokens, which last as long as it says', async () => {
      const { iat, exp } = claimsOf((await host.obtain()).refresh);
      expect(Number(exp) - Number(iat)).toBe(TWO_HOURS_SECONDS);
    });

    it('refreshes once, and ends the session of whoever consumes a token twice', async () => {
      const { refresh } = await host.obtain();
      const successor = await host.refresh(refresh);
      expect(successor.status).toBe(200);
      expect(await statusAndCode(host.refresh(refresh))).toEqual([401, 'token_not_valid']);
      const { refresh: next } = successor.json as unknown as Tokens;
      expect(await statusAndCode(host.refresh(next))).toEqual([401, 'token_not_valid']);
    });

    it('guards a route of a module that imports nothing of ours', async () => {
      const { access } = await host.obtain();
      expect((await host.ask('/orders')).status).toBe(401);
      expect((await host.ask('/orders', access)).json).toEqual({ of: 'c', username: 'carol' });
    });

    it('answers who somebody is', async () => {
      const { access } = await host.obtain();
      expect((await host.ask('/api/me/', access)).json).toEqual({ id: 'c', username: 'carol' });
    });

    it('logs out: neither token is good any more', async () => {
      const { access, refresh } = await host.obtain();
      expect((await host.post('/api/token/blacklist/', { refresh })).status).toBe(200);
      expect((await host.ask('/orders', access)).status).toBe(401);
      expect((await host.refresh(refresh)).status).toBe(401);
    });
  });
});

async function statusAndCode(response: ReturnType<Host['refresh']>): Promise<unknown[]> {
  const { status, json } = await response;
  return [status, json['code']];
}
