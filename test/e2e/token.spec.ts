import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../support/databases.js';
import { type Claims, claimsOf, headerOf, sign } from '../support/jwt.js';
import { SECRET, TestService, type Tokens } from '../support/service.js';

const INVALID = '{"detail":"Token is invalid or expired","code":"token_not_valid"}';
const BLACKLISTED = '{"detail":"Token is blacklisted","code":"token_not_valid"}';
const NO_ACCOUNT = '{"detail":"No active account found with the given credentials"}';
const NO_CREDENTIALS = '{"detail":"Authentication credentials were not provided."}';
const REALM = 'Bearer realm="api"';

describe.each(DATABASES)('the API (%s)', (kind) => {
  let service: TestService;

  beforeAll(async () => {
    service = await TestService.start(kind);
    await service.users.create({ username: 'alice', password: ' spaced password ' });
    await service.users.create({ username: 'bob', password: 'bob', isActive: false });
  });
  afterAll(() => service.stop());

  describe('POST /api/token/', () => {
    const obtain = (body: unknown) => service.post('/api/token/', body);

    it('answers a refresh and an access token, in this order, to be kept by nobody', async () => {
      const answer = await obtain({ username: 'alice', password: ' spaced password ' });
      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(/^\{"refresh":"[\w.-]+","access":"[\w.-]+"\}$/);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
      expect(answer.headers.get('www-authenticate')).toBeNull();
    });

    it('issues tokens that last 5 minutes and 24 hours from one clock reading', async () => {
      const { access, refresh, id } = await service.logIn();
      const iat = Math.floor(service.now / 1000);
      const shared = { iat, jti: expect.stringMatching(/^[0-9a-f]{32}$/), user_id: id, sub: id };
      expect(headerOf(access)).toBe('{"alg":"HS256","typ":"JWT"}');
      expect(headerOf(refresh)).toBe('{"alg":"HS256","typ":"JWT"}');
      const accessClaims = claimsOf(access);
      expect(accessClaims).toEqual({
        ...shared,
        token_type: 'access',
        exp: iat + 300,
        sid: accessClaims['sid'],
      });
      const refreshClaims = claimsOf(refresh);
      expect(refreshClaims).toEqual({
        ...shared,
        token_type: 'refresh',
        exp: iat + 86_400,
        sid: accessClaims['sid'],
        gen: 0,
      });
      expect(Object.keys(refreshClaims)).toEqual(
        ['token_type', 'exp', 'iat', 'jti', 'user_id', 'sub', 'sid', 'gen'], // prettier-ignore
      );
      expect(refreshClaims['jti']).not.toBe(accessClaims['jti']);
    });

    it('trims the user name, and takes the password exactly as it was sent', async () => {
      const trimmed = { username: '  alice \n', password: ' spaced password ' };
      expect((await obtain(trimmed)).status).toBe(200);
      expect((await obtain({ ...trimmed, password: 'spaced password' })).text).toBe(NO_ACCOUNT);
    });

    it.each([
      ['an unknown user', { username: 'nobody', password: 'x' }],
      ['a wrong password', { username: 'alice', password: 'x' }],
      ['an inactive user', { username: 'bob', password: 'bob' }],
      ['a name in another case', { username: 'Alice', password: ' spaced password ' }],
      ['numbers, which count as their text', { username: 1, password: 2 }],
    ])('answers %s alike', async (_, body) => {
      const answer = await obtain(body);
      expect(answer.status).toBe(401);
      expect(answer.text).toBe(NO_ACCOUNT);
      expect(answer.headers.get('www-authenticate')).toBe(REALM);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('names every bad field at once', async () => {
      const answer = await obtain({ username: null });
      expect(answer.status).toBe(400);
      expect(answer.text).toBe(
        '{"username":["This field may not be null."],"password":["This field is required."]}',
      );
      expect(answer.headers.get('www-authenticate')).toBeNull();
    });

    it('records when the user logged in', async () => {
      const { id } = await service.logIn();
      const user = (await service.users.list()).find((one) => one.id === id);
      expect(user?.lastLoginAt).toBe(service.now);
    });

    it('never looks at the Authorization header', async () => {
      const headers = { Authorization: 'Bearer garbage' };
      const body = { username: 'alice', password: ' spaced password ' };
      expect((await service.post('/api/token/', body, headers)).status).toBe(200);
    });

    it('never takes a user name or password from the query string', async () => {
      const path = '/api/token/?username=alice&password=%20spaced%20password%20';
      expect((await service.post(path, {})).status).toBe(400);
    });
  });

  describe('POST /api/token/refresh/', () => {
    it('answers a new access and refresh token, in this order', async () => {
      const { refresh } = await service.logIn();
      service.pass(60_000);
      const answer = await service.refresh(refresh);
      expect(answer.status).toBe(200);
      expect(answer.text).toMatch(/^\{"access":"[\w.-]+","refresh":"[\w.-]+"\}$/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const [before, after] = [refresh, answer.json['refresh'] as string].map(claimsOf);
      expect(after).toMatchObject({
        sid: before?.['sid'],
        gen: 1,
        iat: Math.floor(service.now / 1000),
        exp: Math.floor(service.now / 1000) + 86_400,
      });
      expect(after?.['jti']).not.toBe(before?.['jti']);
    });

    it.each([
      ['{}', {}, '{"refresh":["This field is required."]}'],
      ['a blank token', { refresh: ' ' }, '{"refresh":["This field may not be blank."]}'],
      ['no string', { refresh: [] }, '{"refresh":["Not a valid string."]}'],
    ])('answers 400 to %s', async (_, body, text) => {
      const answer = await service.post('/api/token/refresh/', body);
      expect([answer.status, answer.text]).toEqual([400, text]);
    });

    it.each(['short', 'with a space inside', 'ümlaut-ümlaut-ümlaut', 'x'.repeat(256)])(
      'answers 400 to an Idempotency-Key that is none (%s), before it looks at the token',
      async (key) => {
        const answer = await service.refresh('garbage', key);
        expect(answer.status).toBe(400);
        expect(answer.text).toBe(
          '{"detail":"Idempotency-Key must be 16 to 255 visible ASCII characters."}',
        );
      },
    );

    it('answers for the fields before the Idempotency-Key', async () => {
      const headers = { 'Idempotency-Key': 'short' };
      const answer = await service.post('/api/token/refresh/', {}, headers);
      expect(answer.text).toBe('{"refresh":["This field is required."]}');
    });
  });

  describe('what tokens say beside our own claims', () => {
    it('goes on into the access token and the successor', async () => {
      const { refresh } = await service.logIn();
      const carrying = sign({ ...claimsOf(refresh), role: 'admin', aud: 5, nbf: 1.5 }, SECRET);
      const { json } = await service.refresh(carrying);
      const extras = { role: 'admin', aud: 5, nbf: 1.5 };
      expect(claimsOf(json['access'] as string)).toMatchObject(extras);
      expect(claimsOf(json['refresh'] as string)).toMatchObject(extras);
      expect(claimsOf(json['access'] as string)).not.toHaveProperty('gen');
    });

    it.each(['constructor', 'toString', 'hasOwnProperty'])(
      'never costs the token: a claim that is called %s is left out',
      async (name) => {
        const { refresh } = await service.logIn();
        const odd = sign({ ...claimsOf(refresh), [name]: 1 }, SECRET);
        const answer = await service.refresh(odd);
        expect(answer.status).toBe(200);
        expect(Object.keys(claimsOf(answer.json['refresh'] as string))).not.toContain(name);
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

    it.each<[string, () => string, string]>([
      ['garbage', () => 'garbage', INVALID],
      ['no signature', () => tokens.refresh.replace(/[^.]*$/, ''), INVALID],
      ['another key', () => sign(claimsOf(tokens.refresh), 'another key'), INVALID],
      [
        'alg none',
        () => sign(claimsOf(tokens.refresh), SECRET, { alg: 'none', typ: 'JWT' }),
        INVALID,
      ],
      ['an access token', () => tokens.access, wrong('Token has wrong type')],
      ['no type', () => altered({ token_type: undefined }), wrong('Token has no type')],
      ['no exp', () => altered({ exp: undefined }), wrong("Token has no 'exp' claim")],
      ['no jti', () => altered({ jti: undefined }), wrong('Token has no id')],
      ['exp in words', () => altered({ exp: 'soon' }), INVALID],
      ['iat in the future', () => altered({ iat: 9e9 }), INVALID],
      ['nbf in the future', () => altered({ nbf: 9e9 }), INVALID],
      ['expired', () => altered({ exp: 1 }), INVALID],
      ['no user', () => altered({ user_id: undefined }), INVALID],
      ['another user', () => altered({ user_id: 'nobody' }), wrongUser()],
      ['a generation that cannot be', () => altered({ gen: -1 }), INVALID],
      ['a login that cannot be', () => altered({ sid: 'x\0' }), INVALID],
      ['a login that never was', () => altered({ sid: tokens.refresh.slice(0, 36) }), INVALID],
    ])('(%s) is refused by refresh, and changes nothing', async (_, token, text) => {
      const answer = await service.refresh(token());
      expect([answer.status, answer.text]).toEqual([401, text]);
      expect(answer.headers.get('www-authenticate')).toBe(REALM);
      expect((await service.read(claimsOf(tokens.refresh)['sid'] as string)).generation).toBe(0);
    });

    function wrong(detail: string): string {
      return JSON.stringify({ detail, code: 'token_not_valid' });
    }

    function wrongUser(): string {
      return '{"detail":"No active account found for the given token."}';
    }
  });

  describe('POST /api/token/verify/', () => {
    const verify = (token: string) => service.post('/api/token/verify/', { token });
    const SPENT = '{"non_field_errors":["Token is blacklisted"]}';

    it('answers {} to both tokens of a living login, and changes nothing', async () => {
      const { access, refresh } = await service.logIn();
      for (const token of [access, refresh, refresh]) {
        const answer = await verify(token);
        expect([answer.status, answer.text]).toEqual([200, '{}']);
      }
    });

    it('answers 400 to a spent refresh token, and its login lives on', async () => {
      const { refresh } = await service.logIn();
      const { json } = await service.refresh(refresh);
      const answer = await verify(refresh);
      expect([answer.status, answer.text]).toEqual([400, SPENT]);
      expect((await verify(json['refresh'] as string)).status).toBe(200);
    });

    it('answers 400 to the refresh token and 401 to the access token of an ended login', async () => {
      const { access, refresh } = await service.logIn();
      await service.post('/api/token/blacklist/', { refresh });
      const ofRefresh = await verify(refresh);
      const ofAccess = await verify(access);
      expect([ofRefresh.status, ofRefresh.text]).toEqual([400, SPENT]);
      expect([ofAccess.status, ofAccess.text]).toEqual([401, INVALID]);
    });

    it('answers 401 to what is no token of a login', async () => {
      const { refresh } = await service.logIn();
      const foreign = sign({ token_type: 'sliding', exp: 9e9, jti: 'x' }, SECRET);
      const expired = sign({ ...claimsOf(refresh), exp: 1 }, SECRET);
      for (const token of ['garbage', foreign, expired]) {
        const answer = await verify(token);
        expect([answer.status, answer.text]).toEqual([401, INVALID]);
      }
    });
  });

  describe('POST /api/token/blacklist/', () => {
    const blacklist = (refresh: string) => service.post('/api/token/blacklist/', { refresh });

    it('ends the login once', async () => {
      const { refresh } = await service.logIn();
      const first = await blacklist(refresh);
      const second = await blacklist(refresh);
      expect([first.status, first.text]).toEqual([200, '{}']);
      expect([second.status, second.text]).toEqual([401, BLACKLISTED]);
      expect((await service.refresh(refresh)).text).toBe(BLACKLISTED);
    });

    it('takes the token that was spent last: its client may not know the next yet', async () => {
      const { refresh } = await service.logIn();
      const { json } = await service.refresh(refresh);
      expect((await blacklist(refresh)).status).toBe(200);
      expect((await service.refresh(json['refresh'] as string)).status).toBe(401);
    });

    it('ends the login by an older token as well, but does not say so', async () => {
      const { refresh } = await service.logIn();
      const second = (await service.refresh(refresh)).json['refresh'] as string;
      const third = (await service.refresh(second)).json['refresh'] as string;
      const answer = await blacklist(refresh);
      expect([answer.status, answer.text]).toEqual([401, BLACKLISTED]);
      expect((await service.refresh(third)).text).toBe(BLACKLISTED);
    });

    it('refuses an access token, a stranger’s and an expired one', async () => {
      const { access, refresh } = await service.logIn();
      const stranger = sign({ ...claimsOf(refresh), sid: access.slice(0, 36) }, SECRET);
      const unknown = sign({ ...claimsOf(refresh), sid: UNKNOWN_LOGIN }, SECRET);
      const expired = sign({ ...claimsOf(refresh), exp: 1 }, SECRET);
      expect((await blacklist(access)).json['detail']).toBe('Token has wrong type');
      for (const token of [stranger, unknown, expired]) {
        expect((await blacklist(token)).text).toBe(INVALID);
      }
      expect((await service.refresh(refresh)).status).toBe(200);
    });
  });

  describe('GET /api/me/', () => {
    it('answers who the bearer is, in this order', async () => {
      const { access, id, username } = await service.logIn();
      const answer = await service.me(access);
      expect([answer.status, answer.text]).toEqual([200, JSON.stringify({ id, username })]);
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
      expect(answer.headers.get('content-type')).toBe('application/json');
    });

    it.each([
      [{}, NO_CREDENTIALS, REALM],
      [{ Authorization: 'Basic YTpi' }, NO_CREDENTIALS, REALM],
      [
        { Authorization: 'Bearer a b' },
        '{"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"}',
        REALM,
      ],
      [
        { Authorization: 'bearer garbage' },
        '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is invalid or expired"}]}',
        `${REALM}, error="invalid_token"`,
      ],
    ])('answers 401 to %j', async (headers, text, challenge) => {
      const answer = await service.get('/api/me/', headers);
      expect([answer.status, answer.text]).toEqual([401, text]);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
    });

    it('says what is wrong with a token that was signed by us', async () => {
      const { access, refresh } = await service.logIn();
      const claims = claimsOf(access);
      const bearer = async (change: Claims) =>
        (await service.me(sign({ ...claims, ...change }, SECRET))).json;
      const reason = async (change: Claims) =>
        ((await bearer(change))['messages'] as { message: string }[])[0]?.message;
      expect(await reason(claimsOf(refresh))).toBe('Token has wrong type');
      expect(await reason({ exp: undefined })).toBe("Token has no 'exp' claim");
      expect(await reason({ exp: 1 })).toBe('Token is invalid or expired');
      expect(await reason({ sid: 'another' })).toBe('Token is invalid or expired');
      expect((await bearer({ user_id: undefined }))['code']).toBe('token_not_valid');
      expect(await bearer({ user_id: null })).toEqual({
        detail: 'User not found',
        code: 'user_not_found',
      });
    });

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

    it('says that a user is inactive', async () => {
      const { access, username } = await service.logIn();
      await service.users.deactivate(username);
      const answer = await service.me(access);
      expect(answer.text).toBe('{"detail":"User is inactive","code":"user_inactive"}');
      expect(answer.headers.get('www-authenticate')).toBe(`${REALM}, error="invalid_token"`);
    });
  });

  describe('what no endpoint serves', () => {
    it.each([
      ['GET', '/api/token/', 405, '{"detail":"Method \\"GET\\" not allowed."}', 'POST, OPTIONS'],
      ['DELETE', '/api/token/refresh/', 405, '{"detail":"Method \\"DELETE\\" not allowed."}', 'POST, OPTIONS'], // prettier-ignore
      ['OPTIONS', '/api/token/', 200, '', 'POST, OPTIONS'],
      ['GET', '/api/nothing/', 404, '{"detail":"Not found."}', null],
      ['POST', '/', 404, '{"detail":"Not found."}', null],
    ])('%s %s is answered in JSON', async (method, path, status, text, allow) => {
      const answer = await service.send(method, path, undefined);
      expect([answer.status, answer.text]).toEqual([status, text]);
      expect(answer.headers.get('allow')).toBe(allow);
    });

    it.each([
      ['text/plain', '{}', 415, '{"detail":"Unsupported media type \\"text/plain\\" in request."}'],
      ['application/json', '[]', 400, '{"non_field_errors":["Invalid data. Expected a dictionary, but got list."]}'], // prettier-ignore
      ['application/json', 'null', 400, '{"non_field_errors":["No data provided"]}'],
      ['application/x-www-form-urlencoded', 'a=b', 400, '{"token":["This field is required."]}'],
      ['text/plain', '', 400, '{"token":["This field is required."]}'],
    ])('a body of type %s (%s) is answered %i', async (type, body, status, text) => {
      const headers = { 'Content-Type': type };
      const answer = await service.send('POST', '/api/token/verify/', body, headers);
      expect([answer.status, answer.text]).toEqual([status, text]);
    });

    it('a body that is no JSON is refused without repeating any of it', async () => {
      const headers = { 'Content-Type': 'application/json' };
      const answer = await service.send('POST', '/api/token/', '{"password":"hidden', headers);
      expect(answer.status).toBe(400);
      expect(answer.text).toMatch(/^\{"detail":"JSON parse error - .*char \d+\)"\}$/);
      expect(answer.text).not.toContain('hidden');
    });

    it('a body over 64 KiB is answered 413', async () => {
      const answer = await service.post('/api/token/verify/', { token: 'x'.repeat(65_537) });
      expect(answer.status).toBe(413);
      expect(Object.keys(answer.json)).toEqual(['detail']);
    });
  });

  it('is served without the trailing slash as well', async () => {
    const { refresh, access } = await service.logIn();
    expect((await service.post('/api/token/refresh', { refresh })).status).toBe(200);
    expect((await service.get('/api/me', { Authorization: `Bearer ${access}` })).status).toBe(200);
  });
});

const UNKNOWN_LOGIN = '01890000-0000-7000-8000-000000000000';
