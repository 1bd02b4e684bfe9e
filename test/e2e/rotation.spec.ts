import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES, type DatabaseKind } from '../support/databases.js';
import { claimsOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const INVALID = 'Token is invalid or expired';
const BLACKLISTED = 'Token is blacklisted';
const NO_ACCOUNT = 'No active account found for the given token.';

const KEY = 'the-key-of-the-first-token';
const NEXT_KEY = 'the-key-of-the-second-token';
const THIEF = 'the-key-of-the-thief';

let service: TestService;

const run = (kind: DatabaseKind, variables: Record<string, string> = {}): void => {
  beforeAll(async () => void (service = await TestService.start(kind, variables)));
  afterAll(() => service.stop());
};

const expectRefused = async (token: string, detail: string, key?: string) => {
  const { status, json } = await service.refresh(token, key);
  expect([status, json['detail']]).toEqual([401, detail]);
};
const expectActive = async (token: string) =>
  expect((await service.verify(token)).status).toBe(200);

// The verdicts have their table in src/auth/domain/rotation.spec.ts. These tests check the effects of the statements.
describe.each(DATABASES)('refresh tokens (%s)', (kind) => {
  run(kind);

  it('rotates a refresh token, and then its successor', async () => {
    const { refresh } = await service.logIn();
    const second = await service.refresh(refresh);
    const third = await service.refresh(second.tokens.refresh);
    expect([second.status, third.status]).toEqual([200, 200]);
    expect(claimsOf(third.tokens.refresh)['gen']).toBe(2);
  });

  it('returns the identical pair when the client repeats the refresh with its key', async () => {
    const { refresh } = await service.logIn();
    const first = await service.refresh(refresh, KEY);
    service.pass(HOUR);
    const again = await service.refresh(refresh, KEY);
    expect([again.status, again.text]).toEqual([200, first.text]);
    await expectActive(again.tokens.refresh);
  });

  it('revokes the session when a consumed token comes back without a key', async () => {
    const { access, refresh, sid } = await service.logIn();
    const second = await service.refresh(refresh);
    await expectRefused(refresh, BLACKLISTED);
    await expectRefused(second.tokens.refresh, BLACKLISTED);
    expect((await service.me(access)).status).toBe(401);
    expect((await service.read(sid)).revokedReason).toBe('reuse');
  });

  it('responds 422 to a key of an earlier token without consuming or revoking the token', async () => {
    const { refresh } = await service.logIn();
    const { tokens } = await service.refresh(refresh, KEY);
    expect((await service.refresh(tokens.refresh, KEY)).status).toBe(422);
    await expectActive(tokens.refresh);
  });

  it('stores neither an Idempotency-Key nor a token', async () => {
    const { refresh, sid } = await service.logIn();
    await service.refresh(refresh, KEY);
    const row = JSON.stringify(await service.read(sid));
    expect([row.includes(KEY), row.includes(refresh)]).toEqual([false, false]);
  });

  it('rejects the tokens of a session after a log-out, even after a simultaneous refresh', async () => {
    const { refresh, sid } = await service.logIn();
    const [refreshed] = await Promise.all([
      service.refresh(refresh, KEY),
      service.blacklist(refresh),
    ]);
    for (const token of [refresh, refreshed.tokens.refresh].filter((one) => one !== undefined))
      expect((await service.refresh(token, KEY)).status).toBe(401);
    expect((await service.read(sid)).revokedReason).toBe('logout');
  });

  it('revokes all sessions of a user when the password changes', async () => {
    const { access, refresh, username } = await service.logIn();
    const other = await service.obtain(username);
    await service.users.setPassword(username, 'violet kettle harbor');
    await expectRefused(refresh, BLACKLISTED);
    await expectRefused(other.refresh, BLACKLISTED);
    expect((await service.me(access)).status).toBe(401);
    await expectActive((await service.obtain(username, 'violet kettle harbor')).refresh);
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

  it('issues a new token for a token ahead of a restored database, with a unique jti', async () => {
    const { refresh, sid } = await service.logIn();
    const backup = await service.read(sid);
    const second = (await service.refresh(refresh, KEY)).tokens.refresh;
    const third = (await service.refresh(second, NEXT_KEY)).tokens.refresh;
    await service.restore(backup);
    const fourth = (await service.refresh(third, 'the-key-of-the-third-token')).tokens.refresh;
    const ahead = { type: 'authn_token_ahead', presentedGeneration: 2 };
    expect((await service.events()).at(-1)).toMatchObject(ahead);
    const ids = [refresh, second, third, fourth].map((token) => claimsOf(token)['jti']);
    expect(new Set(ids).size).toBe(4);
    await expectRefused(second, BLACKLISTED, THIEF);
    await expectRefused(fourth, BLACKLISTED);
  });
});

describe('expired refresh tokens', () => {
  run('sqlite');

  it('accepts a refresh token until its lifetime has passed without a refresh, to the second', async () => {
    const { refresh, sid } = await service.logIn();
    service.pass(DAY - 1);
    const { tokens } = await service.refresh(refresh);
    service.pass(DAY);
    await expectRefused(tokens.refresh, INVALID);
    await expectRefused(tokens.refresh, INVALID, KEY);
    expect((await service.read(sid)).revokedAt).toBeNull();
  });

  it('limits refresh and access tokens to the lifetime of their session', async () => {
    let tokens: { access: string; refresh: string } = await service.logIn();
    const sessionExpiresAt = Math.floor(service.now / 1000) * 1000 + 30 * DAY;
    for (let step = 0; step < 29; step++) {
      service.pass(DAY - 1000);
      ({ tokens } = await service.refresh(tokens.refresh));
    }
    service.setTime(sessionExpiresAt - 60_000);
    ({ tokens } = await service.refresh(tokens.refresh));
    expect(claimsOf(tokens.access)['exp']).toBe(sessionExpiresAt / 1000);
    service.setTime(sessionExpiresAt);
    await expectRefused(tokens.refresh, INVALID);
  });

  it('returns the same pair to a retry after the consumed token expired, with the same lifetime', async () => {
    const { refresh } = await service.logIn();
    service.pass(23 * HOUR);
    const first = await service.refresh(refresh, KEY);
    service.pass(2 * HOUR);
    const again = await service.refresh(refresh, KEY);
    expect(again.text).toBe(first.text);
    expect((await service.me(again.tokens.access)).status).toBe(401);
  });

  it('revokes the session when a consumed token comes back after it expired', async () => {
    const { refresh } = await service.logIn();
    service.pass(23 * HOUR);
    const { tokens } = await service.refresh(refresh, KEY);
    service.pass(2 * HOUR);
    await expectRefused(refresh, INVALID, THIEF);
    await expectRefused(tokens.refresh, BLACKLISTED);
  });

  it('rejects the access tokens of a session within a second after another process revoked it', async () => {
    const { access, sid } = await service.logIn();
    expect((await service.me(access)).status).toBe(200);
    const session = await service.read(sid);
    await service.restore({ ...session, revokedAt: service.now, revokedReason: 'logout' });
    service.pass(1000);
    expect((await service.me(access)).json['code']).toBe('token_not_valid');
  });
});

describe('REUSE_INTERVAL=10s', () => {
  run('sqlite', { REUSE_INTERVAL: '10s' });

  it('returns the same pair for a token without a key within the reuse interval, and revokes the session after it', async () => {
    const { refresh } = await service.logIn();
    const first = await service.refresh(refresh);
    service.pass(10_000);
    const second = await service.refresh(refresh, KEY);
    expect([second.status, second.text]).toEqual([200, first.text]);
    service.pass(1000);
    await expectRefused(refresh, BLACKLISTED);
    await expectRefused(first.tokens.refresh, BLACKLISTED);
  });
});

describe('REFRESH_TOKEN_ROTATION=none', () => {
  run('sqlite', { REFRESH_TOKEN_ROTATION: 'none' });

  it('returns only access tokens until the refresh token expires when rotation is off', async () => {
    const { refresh, sid } = await service.logIn();
    for (const key of [undefined, KEY, KEY]) {
      const { json, tokens } = await service.refresh(refresh, key);
      expect(Object.keys(json)).toEqual(['access']);
      expect((await service.me(tokens.access)).status).toBe(200);
    }
    expect((await service.read(sid)).generation).toBe(0);
    service.pass(DAY);
    await expectRefused(refresh, INVALID);
  });

  it('revokes the session of a token that was consumed before rotation was turned off', async () => {
    const { refresh, sid } = await service.logIn();
    const consumed = `${'-'.repeat(43)}0000000`;
    await service.restore({ ...(await service.read(sid)), generation: 1, consumed });
    await expectRefused(refresh, BLACKLISTED);
    expect((await service.read(sid)).revokedReason).toBe('reuse');
  });
});

describe('ACCESS_TOKEN_CHECK=signature', () => {
  run('sqlite', { ACCESS_TOKEN_CHECK: 'signature' });

  it('accepts an access token of a revoked session until it expires when only its signature is checked', async () => {
    const { access, refresh, id, username } = await service.logIn();
    await service.blacklist(refresh);
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
