import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { OrdersModule } from './support/orders.js';
import { WAYS } from './support/configurations.js';

const TWO_HOURS_SECONDS = 7200;

describe.each(PLATFORMS)('AuthModule on %s', (platform) => {
  describe.each(WAYS)('%s', (_, configured) => {
    let application: TestApplication;

    beforeAll(async () => {
      application = await TestApplication.start(platform, {
        imports: [inMemory(), configured(), OrdersModule],
      });
      await createUser(application, 'c', CREDENTIALS);
    });
    afterAll(() => application.stop());

    it('issues refresh tokens with the configured lifetime', async () => {
      const { iat, exp } = claimsOf((await application.obtain()).refresh);
      expect(Number(exp) - Number(iat)).toBe(TWO_HOURS_SECONDS);
    });

    it('refreshes a token once, and revokes the session when a consumed token comes back', async () => {
      const { refresh } = await application.obtain();
      const successor = await application.refresh(refresh);
      expect(successor.status).toBe(200);
      expect(await statusAndCode(application.refresh(refresh))).toEqual([401, 'token_not_valid']);
      const { refresh: next } = successor.json as unknown as Tokens;
      expect(await statusAndCode(application.refresh(next))).toEqual([401, 'token_not_valid']);
    });

    it('guards a route of a module that does not import AuthModule', async () => {
      const { access } = await application.obtain();
      expect((await application.getWithToken('/orders')).status).toBe(401);
      expect((await application.getWithToken('/orders', access)).json).toEqual({
        of: 'c',
        username: 'carol',
      });
    });

    it('responds to GET /api/me/ with the user of the token', async () => {
      const { access } = await application.obtain();
      expect((await application.getWithToken('/api/me/', access)).json).toEqual({
        id: 'c',
        username: 'carol',
      });
    });

    it('rejects both tokens after a log-out', async () => {
      const { access, refresh } = await application.obtain();
      expect((await application.post('/api/token/blacklist/', { refresh })).status).toBe(200);
      expect((await application.getWithToken('/orders', access)).status).toBe(401);
      expect((await application.refresh(refresh)).status).toBe(401);
    });
  });
});

async function statusAndCode(response: ReturnType<TestApplication['refresh']>): Promise<unknown[]> {
  const { status, json } = await response;
  return [status, json['code']];
}
