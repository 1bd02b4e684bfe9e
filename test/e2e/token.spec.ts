import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { type Claims, claimsOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const INVALID = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';

/** What no table of test/wire says: what is behind the answers. */
describe.each(DATABASES)('the API (%s)', (kind) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(kind);
  });
  afterAll(() => service.stop());

  describe('POST /api/token/', () => {
    it('issues two tokens of one session, whose ends count from one clock reading', async () => {
      const { access, refresh } = await service.logIn();
      const iat = Math.floor(service.now / 1000);
      const [accessClaims, refreshClaims] = [claimsOf(access), claimsOf(refresh)];
      expect(accessClaims).toMatchObject({ iat, exp: iat + 300, sid: refreshClaims['sid'] });
      expect(refreshClaims).toMatchObject({ iat, exp: iat + 86_400 });
      expect(refreshClaims['jti']).not.toBe(accessClaims['jti']);
    });

    it('records when the user logged in', async () => {
      const { id } = await service.logIn();
      const user = (await service.users.list()).find((one) => one.id === id);
      expect(user?.lastLoginAt).toBe(service.now);
    });
  });

  describe('POST /api/token/refresh/', () => {
    it('answers the next token of the same session', async () => {
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

  describe('what tokens say beside our own claims', () => {
    it.each(['constructor', 'toString', 'hasOwnProperty'])(
      'never costs the token: a claim that is called %s is left out',
      async (name) => {
        const { refresh } = await service.logIn();
        const odd = sign({ ...claimsOf(refresh), [name]: 1 }, SECRET);
        const response = await service.refresh(odd);
        expect(response.status).toBe(200);
        expect(Object.keys(claimsOf(response.json['refresh'] as string))).not.toContain(name);
      },
    );

    it('is no time when it is infinite', async () => {
      const { refresh } = await service.logIn();
      const [header, payload = ''] = refresh.split('.');
      const claims = Buffer.from(payload, 'base64url').toString().replace('{', '{"nbf":-1e999,');
      const signed = `${header}.${Buffer.from(claims).toString('base64url')}`;
      const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
      expect((await service.refresh(`${signed}.${signature}`)).text).toBe(INVALID);
    });
  });

  describe('a token that is not right', () => {
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
      ['another user', () => altered({ user_id: 'nobody' })],
      ['a generation that cannot be', () => altered({ gen: -1 })],
      ['a session that cannot be', () => altered({ sid: 'x\0' })],
    ])('(%s) is refused by refresh, and changes nothing', async (_, token) => {
      expect((await service.refresh(token())).status).toBe(401);
      expect((await service.read(claimsOf(tokens.refresh)['sid'] as string)).generation).toBe(0);
    });
  });

  describe('POST /api/token/blacklist/', () => {
    const blacklist = (refresh: string) => service.post('/api/token/blacklist/', { refresh });

    it('revokes nothing when it rejects an access token', async () => {
      const { access, refresh } = await service.logIn();
      expect((await blacklist(access)).status).toBe(401);
      expect((await service.refresh(refresh)).status).toBe(200);
    });

    it('revokes the session of an expired token, which it rejects as invalid', async () => {
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
    it('refuses a token that was let in before, the moment it expires', async () => {
      const { access } = await service.logIn();
      expect((await service.me(access)).status).toBe(200);
      service.pass(300_000);
      expect((await service.me(access)).json['code']).toBe('token_not_valid');
    });

    it('refuses a token that differs from one that was let in by its signature alone', async () => {
      const { access } = await service.logIn();
      expect((await service.me(access)).status).toBe(200);
      const [header, payload] = access.split('.');
      const forged = sign(claimsOf(access), 'another key').split('.')[2];
      expect((await service.me(`${header}.${payload}.${forged}`)).status).toBe(401);
    });
  });

  describe('a body', () => {
    it('that is no JSON is refused without repeating any of it', async () => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await service.send('POST', '/api/token/', '{"password":"hidden', headers);
      expect(response.status).toBe(400);
      expect(response.text).toMatch(/^\{"detail":"JSON parse error - .*char \d+\)"\}$/);
      expect(response.text).not.toContain('hidden');
    });
  });
});
