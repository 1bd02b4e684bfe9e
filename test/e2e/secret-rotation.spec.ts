import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const NEW_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const OLDEST_SECRET = 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1';

/** One database, on which services start one after the other. */
describe('a changed secret', () => {
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

  describe('with previousSecret', () => {
    const both = { secret: NEW_SECRET, previousSecret: SECRET };

    it('accepts tokens that were signed with the previous secret', async () => {
      const oldTokens = await logInBefore();
      const restarted = await restart(both);
      expect((await restarted.me(oldTokens.access)).status).toBe(200);
      expect(
        (await restarted.post('/api/token/verify/', { token: oldTokens.refresh })).status,
      ).toBe(200);
      expect((await restarted.refresh(oldTokens.refresh)).status).toBe(200);
    });

    it('signs every new token with the new secret', async () => {
      const oldTokens = await logInBefore();
      const restarted = await restart(both);
      const { json } = await restarted.refresh(oldTokens.refresh, 'the-key-of-the-first-token');
      const again = await restarted.refresh(oldTokens.refresh, 'the-key-of-the-first-token');
      const first = await restarted.logIn();
      const signed = [json['access'], json['refresh'], again.json['refresh'], first.access];
      for (const token of signed as string[]) {
        expect(token).toBe(sign(claimsOf(token), NEW_SECRET));
      }
    });

    it('revokes the session when a consumed token of the previous secret comes back', async () => {
      const oldTokens = await logInBefore();
      const restarted = await restart(both);
      const { json } = await restarted.refresh(oldTokens.refresh);
      expect((await restarted.refresh(oldTokens.refresh)).status).toBe(401);
      expect((await restarted.me(json['access'] as string)).status).toBe(401);
    });

    it('rejects a token that was signed with any other secret', async () => {
      const oldTokens = await logInBefore();
      const restarted = await restart(both);
      const access = sign(claimsOf(oldTokens.access), OLDEST_SECRET);
      const refresh = sign(claimsOf(oldTokens.refresh), OLDEST_SECRET);
      expect((await restarted.me(access)).status).toBe(401);
      expect((await restarted.refresh(refresh)).status).toBe(401);
      expect((await restarted.refresh(oldTokens.refresh)).status).toBe(200);
    });
  });

  it('rejects tokens of the old secret when no previousSecret is set', async () => {
    const oldTokens = await logInBefore();
    const restarted = await restart({ secret: NEW_SECRET });
    expect((await restarted.me(oldTokens.access)).status).toBe(401);
    expect((await restarted.refresh(oldTokens.refresh)).status).toBe(401);
    expect((await restarted.post('/api/token/verify/', { token: oldTokens.access })).status).toBe(
      401,
    );
  });
});
