import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthModuleExtras } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { Host, PLATFORMS } from './support/host.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

describe.each(PLATFORMS)('two applications on %s in one process', (platform) => {
  let one: Host;
  let other: Host;
  const start = (secret: string, extras: AuthModuleExtras = {}) => {
    const auth = AuthModule.forRoot({ secret, ...ownPorts(), ...extras });
    return Host.start(platform, { imports: [auth, OrdersModule] });
  };

  beforeEach(async () => {
    one = await start(SECRET);
    other = await start(OTHER_SECRET, { routes: 'auth' });
  });
  afterEach(async () => {
    await one.stop();
    await other.stop();
  });

  it('each take the tokens of their own secret alone', async () => {
    const first = await one.obtain();
    const second = await other.obtain(undefined, '/auth/token/');
    const statuses = [
      await one.ask('/orders', first.access),
      await one.ask('/orders', second.access),
      await other.ask('/orders', second.access),
      await other.ask('/orders', first.access),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  it('have each their own routes', async () => {
    expect((await one.get('/auth/me/')).status).toBe(404);
    expect((await other.get('/api/me/')).status).toBe(404);
  });

  it.each(['the one', 'the other'])('work on when %s is closed', async (which) => {
    const [closed, open] = which === 'the one' ? [one, other] : [other, one];
    await closed.stop();
    const prefix = open === one ? '/api' : '/auth';
    const { access, refresh } = await open.obtain(undefined, `${prefix}/token/`);
    expect((await open.ask('/orders', access)).status).toBe(200);
    expect((await open.post(`${prefix}/token/refresh/`, { refresh })).status).toBe(200);
  });
});
