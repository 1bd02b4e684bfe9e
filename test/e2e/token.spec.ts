import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { type Claims, claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const INVALID = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';

/** Effects that a table of test/http-contract cannot check, such as claims and rows. */
describe.each(DATABASES)('tokens (%s)', (kind) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(kind);
  });
  afterAll(() => service.stop());

  describe('POST /api/token/', () => {
    it('issues two tokens of one session whose lifetimes start at the same time', async () => {
      const { access, refresh } = await service.logIn();
      const iat = Math.floor(service.now / 1000);
      const [accessClaims, refreshClaims] = [claimsOf(access), claimsOf(refresh)];
      expect(accessClaims).toMatchObject({ iat, exp: iat + 300, sid: refreshClaims['sid'] });
      expect(refreshClaims).toMatchObject({ iat, exp: iat + 86_400 });
      expect(refreshClaims['jti']).not.toBe(accessClaims['jti']);
    });

    it('records the time of the log-in with the user', async () => {
      const { id } = await service.logIn();
      const user = (await service.users.list()).find((one) => one.id === id);
      expect(user?.lastLoginAt).toBe(service.now);
    });
  });

  describe('POST /api/token/refresh/', () => {
    it('returns the next refresh token of the same session', async () => {
      const { refresh } = await service.logIn();
      service.pass(60_000);
      const { json } = await service.refresh(refresh);
      const [before, after] = [refresh, json['refresh'] as string].map(claimsOf);
      expect(after).toMatchObject({
        sid: before?.['sid'],
        gen: 1,
        iat: Math.floor(service.now / 1000),
        exp: Math.floor(service.now / 1000) + 86_400,
      });
      expect(after?.['jti']).not.toBe(before?.['jti']);
    });
  });

  describe('claims of other names', () => {
    it.each(['constructor', 'toString', 'hasOwnProperty'])(
      'omits a claim named %s when it rotates the token',
      async (name) => {
        const { refresh } = await service.logIn();
        const extended = sign({ ...claimsOf(refresh), [name]: 1 }, SECRET);
        const response = await service.refresh(extended);
        expect(response.status).toBe(200);
        expect(Object.keys(claimsOf(response.json['refresh'] as string))).not.toContain(name);
      },
    );

    it('rejects a token whose nbf is infinite', async () => {
      const { refresh } = await service.logIn();
      const [header, payload = ''] = refresh.split('.');
      const claims = Buffer.from(payload, 'base64url').toString().replace('{', '{"nbf":-1e999,');
      const signed = `${header}.${Buffer.from(claims).toString('base64url')}`;
      const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
      expect((await service.refresh(`${signed}.${signature}`)).text).toBe(INVALID);
    });
  });

  describe('invalid refresh tokens', () => {
    let tokens: Tokens;
    beforeAll(async () => {
      tokens = await service.logIn();
    });

    const altered = (change: Claims) => sign({ ...claimsOf(tokens.refresh), ...change }, SECRET);

    it.each<[string, () => string]>([
      ['garbage', () => 'garbage'],
      ['another key', () => sign(claimsOf(tokens.refresh), 'another key')],
      ['an access token', () => tokens.access],
      ['no exp', () => altered({ exp: undefined })],
      ['no jti', () => altered({ jti: undefined })],
      ['expired', () => altered({ exp: 1 })],
      ['no user', () => altered({ user_id: undefined })],
      ['another user', () => altered({ user_id: 'no-such-user' })],
      ['an impossible generation', () => altered({ gen: -1 })],
      ['an invalid session ID', () => altered({ sid: 'x\0' })],
    ])('rejects a refresh token (%s) and leaves the session unchanged', async (_, token) => {
      expect((await service.refresh(token())).status).toBe(401);
      expect((await service.read(claimsOf(tokens.refresh)['sid'] as string)).generation).toBe(0);
    });
  });

  describe('POST /api/token/blacklist/', () => {
    const blacklist = (refresh: string) => service.post('/api/token/blacklist/', { refresh });

    it('revokes nothing when POST /api/token/blacklist/ rejects an access token', async () => {
      const { access, refresh } = await service.logIn();
      expect((await blacklist(access)).status).toBe(401);
      expect((await service.refresh(refresh)).status).toBe(200);
    });

    it('revokes the session of an expired refresh token that it rejects as invalid', async () => {
      const { refresh } = await service.logIn();
      const expired = sign({ ...claimsOf(refresh), exp: 1 }, SECRET);
      const response = await blacklist(expired);
      expect([response.status, response.json['detail']]).toEqual([
        401,
        'Token is invalid or expired',
      ]);
      expect((await service.refresh(refresh)).json['detail']).toBe('Token is blacklisted');
    });
  });

  describe('GET /api/me/', () => {
    it('rejects an access token as soon as it expires, although it was accepted before', async () => {
      const { access } = await service.logIn();
      expect((await service.me(access)).status).toBe(200);
      service.pass(300_000);
      expect((await service.me(access)).json['code']).toBe('token_not_valid');
    });

    it('rejects an access token that differs from an accepted one only in its signature', async () => {
      const { access } = await service.logIn();
      expect((await service.me(access)).status).toBe(200);
      const [header, payload] = access.split('.');
      const forged = sign(claimsOf(access), 'another key').split('.')[2];
      expect((await service.me(`${header}.${payload}.${forged}`)).status).toBe(401);
    });
  });

  describe('malformed bodies', () => {
    it('responds 400 without repeating the input when the body is not valid JSON', async () => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await service.send('POST', '/api/token/', '{"password":"hidden', headers);
      expect(response.status).toBe(400);
      expect(response.text).toMatch(/^\{"detail":"JSON parse error - .*char \d+\)"\}$/);
      expect(response.text).not.toContain('hidden');
    });
  });
});
