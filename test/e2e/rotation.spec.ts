import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { DATABASES } from '../support/databases.js';
import type { HttpResponse } from '../support/http-client.js';
import { type Claims, claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INVALID = { detail: 'Token is invalid or expired', code: 'token_not_valid' };
const BLACKLISTED = { detail: 'Token is blacklisted', code: 'token_not_valid' };
const NO_ACCOUNT = { detail: 'No active account found for the given token.' };

const KEY = 'the-key-of-the-first-token';
const THIEF = 'the-key-of-the-thief';

const sidOf = (token: string): string => claimsOf(token)['sid'] as string;
const refreshOf = ({ json }: HttpResponse): string => json['refresh'] as string;

describe.each(DATABASES)('refresh tokens (%s)', (kind) => {
  let service: TestService;

  const run = (auth: Partial<AuthModuleOptions> = {}): void => {
    beforeAll(async () => {
      service = await TestService.start(kind, auth);
    });
    afterAll(() => service.stop());
  };

  const expectRefused = async (token: string, body: object, key?: string) => {
    const response = await service.refresh(token, key);
    expect([response.status, response.json]).toEqual([401, body]);
  };
  const expectActive = async (token: string) =>
    expect((await service.post('/api/token/verify/', { token })).status).toBe(200);

  describe('rotation', () => {
    run();

    it('rotates a refresh token, and then its successor', async () => {
      const { refresh } = await service.logIn();
      const second = await service.refresh(refresh);
      const third = await service.refresh(refreshOf(second));
      expect([second.status, third.status]).toEqual([200, 200]);
      expect(claimsOf(refreshOf(third))['gen']).toBe(2);
    });

    it('revokes the session when a consumed token comes back without a key', async () => {
      const { access, refresh } = await service.logIn();
      const second = await service.refresh(refresh);
      await expectRefused(refresh, BLACKLISTED);
      await expectRefused(refreshOf(second), BLACKLISTED);
      expect((await service.me(access)).status).toBe(401);
      expect((await service.read(sidOf(refresh))).revokedReason).toBe('reuse');
    });

    it.each([
      ['a thief with another key is second', KEY, THIEF],
      ['a thief without a key is second', KEY, undefined],
      ['a thief without a key is first', undefined, KEY],
    ])('revokes the session when two clients consume a token: %s', async (_, first, second) => {
      const { refresh } = await service.logIn();
      const winner = await service.refresh(refresh, first);
      await expectRefused(refresh, BLACKLISTED, second);
      await expectRefused(refreshOf(winner), BLACKLISTED);
    });

    it('emits authn_token_reuse with both clients when a token is reused', async () => {
      const { refresh, id } = await service.logIn();
      const body = { refresh };
      await service.post('/api/token/refresh/', body, { 'User-Agent': 'first' });
      await service.post('/api/token/refresh/', body, { 'User-Agent': 'second' });
      expect((await service.events()).at(-1)).toEqual({
        type: 'authn_token_reuse',
        sid: sidOf(refresh),
        userId: id,
        presentedGeneration: 0,
        currentGeneration: 1,
        presenter: { ip: '127.0.0.1', userAgent: 'second' },
        holder: { ip: '127.0.0.1', userAgent: 'first' },
      });
    });

    it('revokes the session when a consumed token comes back after it expired', async () => {
      const { refresh } = await service.logIn();
      const second = await service.refresh(refresh, KEY);
      service.pass(23 * HOUR);
      const third = await service.refresh(refreshOf(second), 'the-key-of-the-second-token');
      service.pass(2 * HOUR);
      await expectRefused(refresh, INVALID, THIEF);
      await expectRefused(refreshOf(third), BLACKLISTED);
    });
  });

  describe('retries', () => {
    run();

    it('returns the identical pair when the client repeats the refresh with its key', async () => {
      const { refresh } = await service.logIn();
      const first = await service.refresh(refresh, KEY);
      service.pass(HOUR);
      const again = await service.refresh(refresh, KEY);
      expect([again.status, again.text]).toEqual([200, first.text]);
      await expectActive(refreshOf(again));
    });

    it('returns the pair to a retry after the consumed token expired, without a longer lifetime', async () => {
      const { refresh } = await service.logIn();
      service.pass(23 * HOUR);
      const first = await service.refresh(refresh, KEY);
      service.pass(2 * HOUR);
      const again = await service.refresh(refresh, KEY);
      expect(again.text).toBe(first.text);
      expect((await service.me(again.json['access'] as string)).status).toBe(401);
      expect((await service.refresh(refreshOf(again), 'the-key-of-the-second')).status).toBe(200);
    });

    it('rejects a retry without revoking the session for two minutes when the successor was consumed', async () => {
      const { refresh } = await service.logIn();
      const second = await service.refresh(refresh, KEY);
      const third = await service.refresh(refreshOf(second), 'the-key-of-the-second-token');
      await expectRefused(refresh, BLACKLISTED, KEY);
      await expectActive(refreshOf(third));
      expect((await service.events()).at(-1)?.type).toBe('authn_token_stale');
      service.pass(121_000);
      await expectRefused(refresh, BLACKLISTED, KEY);
      await expectRefused(refreshOf(third), BLACKLISTED);
    });

    it('treats two refreshes without a key as reuse, not as a retry', async () => {
      const { refresh } = await service.logIn();
      await service.refresh(refresh);
      await expectRefused(refresh, BLACKLISTED);
    });
  });

  describe('Idempotency-Key', () => {
    run();

    it('responds 422 to a key of an earlier token without consuming or revoking the token', async () => {
      const { refresh } = await service.logIn();
      const second = await service.refresh(refresh, KEY);
      const response = await service.refresh(refreshOf(second), KEY);
      expect([response.status, response.text]).toEqual([
        422,
        '{"detail":"Idempotency-Key was already used for another token."}',
      ]);
      await expectActive(refreshOf(second));
    });

    it('stores only the hash of an Idempotency-Key', async () => {
      const { refresh } = await service.logIn();
      await service.refresh(refresh, KEY);
      const row = JSON.stringify(await service.read(sidOf(refresh)));
      expect(row).not.toContain(KEY);
      expect(row).not.toContain(refresh);
    });
  });

  describe('lifetimes', () => {
    run();

    it('accepts a refresh token until its lifetime has passed without a refresh, to the second', async () => {
      const { refresh } = await service.logIn();
      service.pass(DAY - 1);
      const second = await service.refresh(refresh);
      expect(second.status).toBe(200);
      service.pass(DAY);
      await expectRefused(refreshOf(second), INVALID);
      await expectRefused(refreshOf(second), INVALID, KEY);
      expect((await service.read(sidOf(refresh))).revokedAt).toBeNull();
    });

    it('limits refresh and access tokens to the lifetime of their session', async () => {
      let { refresh } = await service.logIn();
      const sessionExpiresAt = Math.floor(service.now / 1000) * 1000 + 30 * DAY;
      for (let step = 0; step < 29; step++) {
        service.pass(DAY - 1000);
        refresh = refreshOf(await service.refresh(refresh));
      }
      service.pass(sessionExpiresAt - service.now - 60_000);
      const last = await service.refresh(refresh);
      expect(claimsOf(last.json['access'] as string)['exp']).toBe(sessionExpiresAt / 1000);
      service.pass(60_000);
      await expectRefused(refreshOf(last), INVALID);
    });
  });

  describe('revoked sessions', () => {
    run();

    it('rejects the tokens of a session after a log-out, even after a simultaneous refresh', async () => {
      const { refresh } = await service.logIn();
      const [refreshed] = await Promise.all([
        service.refresh(refresh, KEY),
        service.post('/api/token/blacklist/', { refresh }),
      ]);
      const tokens = [refresh, refreshOf(refreshed)].filter((token) => token !== undefined);
      for (const token of tokens) expect((await service.refresh(token, KEY)).status).toBe(401);
      expect((await service.read(sidOf(refresh))).revokedReason).toBe('logout');
    });

    it('revokes all sessions of a user when the password changes', async () => {
      const { access, refresh, username } = await service.logIn();
      const other = await service.obtain(username);
      await service.users.setPassword(username, 'a better password');
      await expectRefused(refresh, BLACKLISTED);
      await expectRefused(other.refresh, BLACKLISTED);
      expect((await service.me(access)).status).toBe(401);
      await expectActive((await service.obtain(username, 'a better password')).refresh);
    });

    it('rejects a refresh while the user is deactivated, and keeps the session revoked afterwards', async () => {
      const { refresh, username } = await service.logIn();
      await service.users.deactivate(username);
      await expectRefused(refresh, NO_ACCOUNT);
      await service.users.activate(username);
      await expectRefused(refresh, BLACKLISTED);
    });

    it('rejects the tokens of a deleted user, before and after they expire', async () => {
      const { access, refresh, id } = await service.logIn();
      await service.dataSource.getRepository('UserEntity').delete({ id });
      await expectRefused(refresh, NO_ACCOUNT);
      expect((await service.me(access)).json['code']).toBe('user_not_found');
      service.pass(2 * DAY);
      await expectRefused(refresh, INVALID);
    });

    it('rejects the access tokens of a revoked session, within a second if another process revoked it', async () => {
      const { access, refresh } = await service.logIn();
      expect((await service.me(access)).status).toBe(200);
      await service.post('/api/token/blacklist/', { refresh });
      expect((await service.me(access)).status).toBe(401);

      const elsewhere = await service.logIn();
      expect((await service.me(elsewhere.access)).status).toBe(200);
      const revoked = { revokedAt: service.now, revokedReason: 'logout' } as const;
      await service.restore({ ...(await service.read(sidOf(elsewhere.refresh))), ...revoked });
      service.pass(1000);
      const { json } = await service.me(elsewhere.access);
      expect(json['code']).toBe('token_not_valid');
    });
  });

  describe('a restored database', () => {
    run();

    it('issues a new token for a token ahead of a restored database, with a unique jti', async () => {
      const { refresh } = await service.logIn();
      const backup = await service.read(sidOf(refresh));
      const second = refreshOf(await service.refresh(refresh, KEY));
      const third = refreshOf(await service.refresh(second, 'the-key-of-the-second-token'));
      await service.restore(backup);

      const fourth = refreshOf(await service.refresh(third, 'the-key-of-the-third-token'));
      expect(claimsOf(fourth)['gen']).toBe(3);
      expect((await service.events()).at(-1)).toMatchObject({
        type: 'authn_token_ahead',
        presentedGeneration: 2,
      });
      const ids = [refresh, second, third, fourth].map((token) => claimsOf(token)['jti']);
      expect(new Set(ids).size).toBe(4);
      await expectRefused(second, BLACKLISTED, THIEF);
      await expectRefused(fourth, BLACKLISTED);
    });

    it('returns the pair to a retry although the database was restored in between', async () => {
      const { refresh } = await service.logIn();
      const backup = await service.read(sidOf(refresh));
      const second = await service.refresh(refresh, KEY);
      await service.restore(backup);
      expect((await service.refresh(refresh, KEY)).text).toBe(second.text);
    });
  });

  describe('reuse interval', () => {
    run({ reuseInterval: '10s' });

    it('returns the same pair for a token without a key within the reuse interval, and revokes the session after it', async () => {
      const { refresh } = await service.logIn();
      const first = await service.refresh(refresh);
      service.pass(10_000);
      const second = await service.refresh(refresh, KEY);
      expect([second.status, second.text]).toEqual([200, first.text]);
      service.pass(1000);
      await expectRefused(refresh, BLACKLISTED);
      await expectRefused(refreshOf(first), BLACKLISTED);
    });

    it('returns the current pair to a third tab within the reuse interval when the successor was consumed', async () => {
      const { refresh } = await service.logIn();
      const second = await service.refresh(refresh);
      service.pass(2_000);
      const third = await service.refresh(refreshOf(second));
      service.pass(100);
      const tab = await service.refresh(refresh);
      expect([tab.status, tab.text]).toEqual([200, third.text]);
    });

    it('revokes the session within the reuse interval when the token was consumed with a key', async () => {
      const { refresh } = await service.logIn();
      await service.refresh(refresh, KEY);
      await expectRefused(refresh, BLACKLISTED);
    });
  });

  describe('rotation: none', () => {
    run({ rotation: 'none' });

    it('returns only an access token, until the refresh token expires, when rotation is off', async () => {
      const { refresh } = await service.logIn();
      const ids = new Set<unknown>();
      for (const key of [undefined, KEY, KEY]) {
        const response = await service.refresh(refresh, key);
        expect(Object.keys(response.json)).toEqual(['access']);
        expect((await service.me(response.json['access'] as string)).status).toBe(200);
        ids.add(claimsOf(response.json['access'] as string)['jti']);
      }
      expect(ids.size).toBe(3);
      expect((await service.read(sidOf(refresh))).generation).toBe(0);
      service.pass(DAY);
      await expectRefused(refresh, INVALID);
    });

    it('rejects a refresh after a log-out and for an inactive user when rotation is off', async () => {
      const { refresh, username } = await service.logIn();
      const other = await service.obtain(username);
      await service.post('/api/token/blacklist/', { refresh });
      await expectRefused(refresh, BLACKLISTED);
      await service.users.deactivate(username);
      await expectRefused(other.refresh, NO_ACCOUNT);
    });

    it('revokes the session of a token that was consumed before rotation was turned off', async () => {
      const { refresh } = await service.logIn();
      const session = await service.read(sidOf(refresh));
      await service.restore({ ...session, generation: 1, consumed: `${'-'.repeat(43)}0000000` });
      await expectRefused(refresh, BLACKLISTED);
      expect((await service.read(session.id)).revokedReason).toBe('reuse');
    });
  });

  describe('accessTokenCheck: signature', () => {
    run({ accessTokenCheck: 'signature' });

    it('accepts an access token of a revoked session until it expires when only its signature is checked', async () => {
      const { access, refresh, id, username } = await service.logIn();
      await service.post('/api/token/blacklist/', { refresh });
      const response = await service.me(access);
      expect([response.status, response.json]).toEqual([200, { id, username }]);
      service.pass(300_000);
      expect((await service.me(access)).status).toBe(401);
    });

    it('rejects GET /api/me/ for a deleted user when only the signature is checked', async () => {
      const { access, id } = await service.logIn();
      await service.dataSource.getRepository('UserEntity').delete({ id });
      const { status, json } = await service.me(access);
      expect([status, json['code']]).toEqual([401, 'user_not_found']);
    });
  });

  describe('issuer and audience', () => {
    // These are options of the module. The service has no variable for them.
    const auth = { issuer: 'https://issuer.example', audience: 'orders' };
    beforeAll(async () => void (service = await TestService.startInProcess(kind, auth)));
    afterAll(() => service.stop());

    it('sets iss and aud in both tokens and rejects tokens with other values', async () => {
      const tokens: Tokens = await service.logIn();
      for (const token of [tokens.access, tokens.refresh]) {
        expect(claimsOf(token)).toMatchObject({ iss: 'https://issuer.example', aud: 'orders' });
      }
      const claims = claimsOf(tokens.refresh);
      for (const change of [{ iss: 'another' }, { aud: 'bills' }, { aud: undefined }] as Claims[]) {
        await expectRefused(sign({ ...claims, ...change }, SECRET), INVALID);
      }
      expect(
        (await service.refresh(sign({ ...claims, aud: ['orders', 'x'] }, SECRET))).status,
      ).toBe(200);
    });
  });
});
