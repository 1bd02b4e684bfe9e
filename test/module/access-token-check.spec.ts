import { afterEach, describe, expect, it } from '@jest/globals';
import { AuthModule, SessionService, UserService } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';
import { Host } from './support/host.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

describe('an access token whose session has ended', () => {
  let host: Host;
  afterEach(() => host.stop());

  const start = async (accessTokenCheck: 'session' | 'signature') => {
    const auth = AuthModule.forRoot({ secret: SECRET, accessTokenCheck, ...ownPorts() });
    host = await Host.start('fastify', { imports: [auth, OrdersModule] });
    const { access } = await host.obtain();
    await host.find(SessionService).revokeAllOf('7');
    return access;
  };

  it('is refused at once where the session is asked', async () => {
    const access = await start('session');
    expect((await host.ask('/orders', access)).status).toBe(401);
  });

  it.each<[string, (users: UserService) => Promise<void>]>([
    ['a new password', (users) => users.setPassword(CREDENTIALS.username, 'another password')],
    ['a deactivation', (users) => users.deactivate(CREDENTIALS.username)],
  ])('is refused at once after %s, though it was let in a moment before', async (_, end) => {
    const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET }), OrdersModule];
    host = await Host.start('fastify', { imports });
    await createUser(host, '7', CREDENTIALS);
    const { access } = await host.obtain();
    expect((await host.ask('/orders', access)).status).toBe(200);
    await end(host.find(UserService));
    expect((await host.ask('/orders', access)).status).toBe(401);
  });

  it('is good until it expires where only the signature is checked, and no user is read', async () => {
    const access = await start('signature');
    const { status, text } = await host.ask('/orders', access);
    expect([status, text]).toEqual([200, '{"of":"7"}']);
    expect((await host.ask('/api/me/', access)).json).toEqual({ id: '7', username: 'carol' });
  });
});
