import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, SessionService, UserService } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { TestApplication } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

describe('an access token of a revoked session', () => {
  let application: TestApplication;
  afterEach(() => application.stop());

  const start = async (accessTokenCheck: 'session' | 'signature') => {
    const auth = AuthModule.forRoot({ secret: SECRET, accessTokenCheck, ...ownPorts() });
    application = await TestApplication.start('fastify', { imports: [auth, OrdersModule] });
    const { access } = await application.obtain();
    await application.find(SessionService).revokeAllOf('7');
    return access;
  };

  it('rejects the access token of a revoked session at once when accessTokenCheck is session', async () => {
    const access = await start('session');
    expect((await application.getWithToken('/orders', access)).status).toBe(401);
  });

  it.each<[string, (users: UserService) => Promise<void>]>([
    ['a new password', (users) => users.setPassword(CREDENTIALS.username, 'another password')],
    ['a deactivation of the user', (users) => users.deactivate(CREDENTIALS.username)],
  ])(
    'rejects an access token at once after %s, although it was accepted before',
    async (_, revoke) => {
      const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET }), OrdersModule];
      application = await TestApplication.start('fastify', { imports });
      await createUser(application, '7', CREDENTIALS);
      const { access } = await application.obtain();
      expect((await application.getWithToken('/orders', access)).status).toBe(200);
      await revoke(application.find(UserService));
      expect((await application.getWithToken('/orders', access)).status).toBe(401);
    },
  );

  it('accepts the access token of a revoked session when accessTokenCheck is signature, without a user look-up', async () => {
    const access = await start('signature');
    const { status, text } = await application.getWithToken('/orders', access);
    expect([status, text]).toEqual([200, '{"of":"7"}']);
    expect((await application.getWithToken('/api/me/', access)).json).toEqual({
      id: '7',
      username: 'carol',
    });
  });
});
