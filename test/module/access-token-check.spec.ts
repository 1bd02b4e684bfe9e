import { describe, expect, it } from '@jest/globals';
import { AuthModule, SessionService, UserService } from '../../src/index.js';
import { SECRET } from '../support/jwt.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { OrdersModule } from './support/orders.js';

describe('an access token of a revoked session', () => {
  const start = async (accessTokenCheck: 'session' | 'signature') => {
    const imports = [memoryAuth({ accessTokenCheck }), OrdersModule];
    const application = await TestApplication.start({ imports });
    const { access } = await application.obtain();
    await application.find(SessionService).revokeAllOf('7');
    return { application, access };
  };

  it('rejects the access token of a revoked session at once when accessTokenCheck is session', async () => {
    const { application, access } = await start('session');
    expect(await application.statusOf('/orders', access)).toBe(401);
  });

  it.each<[string, (users: UserService) => Promise<void>]>([
    ['a new password', (users) => users.setPassword(CREDENTIALS.username, 'another password')],
    ['a deactivation of the user', (users) => users.deactivate(CREDENTIALS.username)],
  ])(
    'rejects an access token at once after %s, although it was accepted before',
    async (_, revoke) => {
      const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET }), OrdersModule];
      const application = await TestApplication.start({ imports });
      await createUser(application, '7', CREDENTIALS);
      const { access } = await application.obtain();
      expect(await application.statusOf('/orders', access)).toBe(200);
      await revoke(application.find(UserService));
      expect(await application.statusOf('/orders', access)).toBe(401);
    },
  );

  it('accepts the access token of a revoked session when accessTokenCheck is signature, without a user look-up', async () => {
    const { application, access } = await start('signature');
    expect((await application.getWithToken('/orders', access)).text).toBe('{"of":"7"}');
    const me = await application.getWithToken('/api/me/', access);
    expect(me.json).toEqual({ id: '7', username: 'carol' });
  });
});
