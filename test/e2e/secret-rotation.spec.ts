import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const NEW_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const OLDEST_SECRET = 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1';

/** One database, and services that come and go over it. */
describe('after the secret was changed', () => {
  let database: TestDatabase;
  let service: TestService | undefined;

  const restart = async (auth: Partial<AuthModuleOptions>) => {
    await service?.close();
    service = await TestService.start(database, auth);
    return service;
  };
  const logInBefore = async (): Promise<Tokens> => (await restart({ secret: SECRET })).logIn();

  beforeAll(async () => void (database = await createDatabase('sqlite')));
  afterAll(async () => {
    await service?.close();
    await database.drop();
  });

  describe('with the previous one beside it', () => {
    const both = { secret: NEW_SECRET, previousSecret: SECRET };

    it('tokens from before open /api/me/, verify and refresh: nobody is logged out', async () => {
      const before = await logInBefore();
      const after = await restart(both);
      expect((await after.me(before.access)).status).toBe(200);
      expect((await after.post('/api/token/verify/', { token: before.refresh })).status).toBe(200);
      expect((await after.refresh(before.refresh)).status).toBe(200);
    });

    it('every new token is signed with the new one', async () => {
      const before = await logInBefore();
      const after = await restart(both);
      const { json } = await after.refresh(before.refresh, 'the-key-of-the-first-token');
      const again = await after.refresh(before.refresh, 'the-key-of-the-first-token');
      const first = await after.logIn();
      const signed = [json['access'], json['refresh'], again.json['refresh'], first.access];
      for (const token of signed as string[]) {
        expect(token).toBe(sign(claimsOf(token), NEW_SECRET));
      }
    });

    it('a token of before that comes back still ends its session', async () => {
      const before = await logInBefore();
      const after = await restart(both);
      const { json } = await after.refresh(before.refresh);
      expect((await after.refresh(before.refresh)).status).toBe(401);
      expect((await after.me(json['access'] as string)).status).toBe(401);
    });

    it('a third secret signs nothing that is accepted', async () => {
      const before = await logInBefore();
      const after = await restart(both);
      const access = sign(claimsOf(before.access), OLDEST_SECRET);
      const refresh = sign(claimsOf(before.refresh), OLDEST_SECRET);
      expect((await after.me(access)).status).toBe(401);
      expect((await after.refresh(refresh)).status).toBe(401);
      expect((await after.refresh(before.refresh)).status).toBe(200);
    });
  });

  it('without the previous one tokens from before are refused', async () => {
    const before = await logInBefore();
    const after = await restart({ secret: NEW_SECRET });
    expect((await after.me(before.access)).status).toBe(401);
    expect((await after.refresh(before.refresh)).status).toBe(401);
    expect((await after.post('/api/token/verify/', { token: before.access })).status).toBe(401);
  });
});
