import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule, type AuthModuleExtras } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { TestApplication, PLATFORMS } from './support/application.js';
import { ownPorts } from './support/memory-stores.js';
import { OrdersModule } from './support/orders.js';

const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

describe.each(PLATFORMS)('two applications on %s in one process', (platform) => {
  let first: TestApplication;
  let second: TestApplication;
  const start = (secret: string, extras: AuthModuleExtras = {}) => {
    const auth = AuthModule.forRoot({ secret, ...ownPorts(), ...extras });
    return TestApplication.start(platform, { imports: [auth, OrdersModule] });
  };

  beforeEach(async () => {
    first = await start(SECRET);
    second = await start(OTHER_SECRET, { routes: 'auth' });
  });
  afterEach(async () => {
    await first.stop();
    await second.stop();
  });

  it('each of two applications accepts only tokens that are signed with its secret', async () => {
    const own = await first.obtain();
    const others = await second.obtain(undefined, '/auth/token/');
    const statuses = [
      await first.getWithToken('/orders', own.access),
      await first.getWithToken('/orders', others.access),
      await second.getWithToken('/orders', others.access),
      await second.getWithToken('/orders', own.access),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  it('each of two applications serves only its own routes', async () => {
    expect((await first.get('/auth/me/')).status).toBe(404);
    expect((await second.get('/api/me/')).status).toBe(404);
  });

  it.each(['the first application', 'the second application'])(
    'an application keeps working when %s in the same process is closed',
    async (which) => {
      const [closed, open] = which === 'the first application' ? [first, second] : [second, first];
      await closed.stop();
      const prefix = open === first ? '/api' : '/auth';
      const { access, refresh } = await open.obtain(undefined, `${prefix}/token/`);
      expect((await open.getWithToken('/orders', access)).status).toBe(200);
      expect((await open.post(`${prefix}/token/refresh/`, { refresh })).status).toBe(200);
    },
  );
});
