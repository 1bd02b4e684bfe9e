import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { sign } from '../../../../test/support/jwt.js';
import { AuthError } from '../../domain/auth-error.js';
import type { SessionStatus, SessionStatusCache } from '../../sessions/session-status-cache.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { JwtStrategy } from './passport/jwt.strategy.js';
import type { KeySource } from '../../keys/key-source.js';
import { KnownKeys } from '../../keys/known-keys.js';
import type { Verification } from './passport/verification.js';
import { VerifiedTokens } from './passport/verified-tokens.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';
const SID = '01932f6c-0000-7000-8000-000000000000';
const keyOf = (secret: string) => createSecretKey(Buffer.from(secret));

describe(BearerAuthenticator.name, () => {
  // Differs from the system clock, which libraries would use.
  const clock = new FakeClock(Date.UTC(2100, 0, 1));
  const second = Math.floor(clock.now() / 1000);
  const CLAIMS = {
    token_type: 'access',
    exp: second + 300,
    iat: second,
    jti: 'a'.repeat(32),
    user_id: '7',
    sid: SID,
  };
  let verified: VerifiedTokens;
  let strategy: JwtStrategy;

  beforeEach(() => void (verified = new VerifiedTokens()));
  afterEach(() => void jest.restoreAllMocks());

  const authenticatorWith = (more: Partial<Verification> = {}): BearerAuthenticator => {
    const verification = {
      keys: new KnownKeys('HS256', keyOf(SECRET)),
      issuer: undefined,
      audience: undefined,
      clockToleranceMs: 60_000,
      sessionStatus: undefined,
      ...more,
    };
    strategy = new JwtStrategy();
    return new BearerAuthenticator(verification, strategy, verified, clock);
  };

  /** Returns the same status for every session. */
  const cacheReturning = (status: SessionStatus) => {
    const check = jest.fn<SessionStatusCache['check']>(() => Promise.resolve(status));
    return { check } as unknown as SessionStatusCache & { check: typeof check };
  };

  const errorOf = async (authenticated: Promise<unknown>): Promise<[string, string]> => {
    const error = await authenticated.catch((thrown: unknown) => thrown);
    if (!(error instanceof AuthError)) throw error;
    return [error.code, error.message];
  };

  it('returns the user of a token by its claims when no session status is checked', async () => {
    const user = await authenticatorWith().authenticate(sign(CLAIMS, SECRET));
    expect(user).toEqual({ id: '7', sid: SID, claims: CLAIMS });
  });

  it('checks the session status and returns the user’s name', async () => {
    const user = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };
    const sessionStatus = cacheReturning({ kind: 'active', user });
    const authenticated = await authenticatorWith({ sessionStatus }).authenticate(
      sign(CLAIMS, SECRET),
    );
    expect(authenticated).toEqual({ id: '7', username: 'carol', sid: SID, claims: CLAIMS });
    expect(sessionStatus.check.mock.calls).toEqual([[SID, '7']]);
  });

  it.each(['user_not_found', 'user_inactive', 'session_ended'] as const)(
    'rejects a token with the status of its session: %s',
    async (kind) => {
      const authenticator = authenticatorWith({ sessionStatus: cacheReturning({ kind }) });
      const [code] = await errorOf(authenticator.authenticate(sign(CLAIMS, SECRET)));
      expect(code).toBe(kind);
    },
  );

  const INVALID = 'Token is invalid or expired';
  it.each<[string, unknown, string, string]>([
    ['is not a string', { token: 'x' }, 'invalid_token', INVALID],
    ['is not a JWS', 'x.y.z', 'invalid_token', INVALID],
    ['requires an unknown extension', sign(CLAIMS, SECRET, { alg: 'HS256', crit: ['x'], x: 1 }), 'invalid_token', INVALID], // prettier-ignore
    ['is signed by another key', sign(CLAIMS, 'another key'), 'invalid_token', INVALID],
    ['has expired', sign({ ...CLAIMS, exp: second }, SECRET), 'invalid_token', INVALID],
    ['is a refresh token', sign({ ...CLAIMS, token_type: 'refresh' }, SECRET), 'invalid_token', 'Token has wrong type'], // prettier-ignore
    ['begins too far in the future', sign({ ...CLAIMS, nbf: second + 61 }, SECRET), 'invalid_token', INVALID], // prettier-ignore
    ['has no user_id', sign({ ...CLAIMS, user_id: undefined }, SECRET), 'user_not_identified', 'Token contained no recognizable user identification'], // prettier-ignore
    ['has the user_id null', sign({ ...CLAIMS, user_id: null }, SECRET), 'user_not_found', 'User not found'], // prettier-ignore
  ])('rejects a token that %s', async (_, token, code, message) => {
    const authenticated = authenticatorWith().authenticate(token as string);
    expect(await errorOf(authenticated)).toEqual([code, message]);
  });

  it('accepts a token whose nbf is within the clock tolerance', async () => {
    const token = sign({ ...CLAIMS, nbf: second + 59 }, SECRET);
    expect(await authenticatorWith().authenticate(token)).toMatchObject({ id: '7' });
  });

  it.each(['issuer', 'audience'] as const)('requires the configured %s', async (member) => {
    const authenticated = authenticatorWith({ [member]: 'us' }).authenticate(sign(CLAIMS, SECRET));
    expect(await errorOf(authenticated)).toEqual(['invalid_token', INVALID]);
  });

  it('tries every key, the current one first', async () => {
    const keys = new KnownKeys('HS256', keyOf('current'), keyOf('previous'));
    const authenticator = authenticatorWith({ keys });
    for (const secret of ['current', 'previous'])
      expect(await authenticator.authenticate(sign(CLAIMS, secret))).toMatchObject({ id: '7' });
  });

  it('does not verify the signature of a token twice, but checks its session each time', async () => {
    const keys = new KnownKeys('HS256', keyOf(SECRET));
    const keysFor = jest.spyOn(keys, 'keysFor');
    const sessionStatus = cacheReturning({ kind: 'session_ended' });
    const token = sign(CLAIMS, SECRET);
    await authenticatorWith({ keys }).authenticate(token);
    const [code] = await errorOf(authenticatorWith({ keys, sessionStatus }).authenticate(token));
    expect(keysFor).toHaveBeenCalledTimes(1);
    expect(code).toBe('session_ended');
  });

  it('does not cache a rejected token, or one whose key may be withdrawn', async () => {
    const withdrawn: KeySource = {
      algorithms: ['HS256'],
      version: undefined,
      keysFor: () => Promise.resolve([{ algorithm: 'HS256', key: keyOf(SECRET) }]),
    };
    const token = sign(CLAIMS, SECRET);
    await authenticatorWith({ keys: withdrawn }).authenticate(token);
    await errorOf(authenticatorWith({ issuer: 'us' }).authenticate(token));
    expect(verified.find(token, 0)).toBeUndefined();
  });

  it('reports an invalid signature only in the detail for the log', async () => {
    const forged = authenticatorWith().authenticate(sign(CLAIMS, 'another key'));
    await expect(forged).rejects.toMatchObject({ detail: 'the signature does not verify' });
  });

  it('rejects with the error of the key source', async () => {
    const error = new AuthError('temporarily_unavailable');
    const keys = { algorithms: ['HS256'], version: 0, keysFor: () => Promise.reject(error) };
    const authenticated = authenticatorWith({ keys: keys as KeySource }).authenticate(
      sign(CLAIMS, SECRET),
    );
    await expect(authenticated).rejects.toBe(error);
  });

  describe('authenticateFromCaches', () => {
    const token = sign(CLAIMS, SECRET);
    const user = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };
    const statusWith = (findActive: SessionStatusCache['findActive']) =>
      ({ findActive }) as SessionStatusCache;
    const active = statusWith(() => user);

    it('returns the same user as authenticate, when signature and session are cached', async () => {
      const authenticated = await authenticatorWith().authenticate(token);
      expect(authenticatorWith().authenticateFromCaches(token)).toEqual(authenticated);
      const withSession = authenticatorWith({ sessionStatus: active }).authenticateFromCaches(
        token,
      );
      expect(withSession).toEqual({ id: '7', username: 'carol', sid: SID, claims: CLAIMS });
    });

    it('returns undefined for a subclass that overrides authenticate', async () => {
      await authenticatorWith().authenticate(token);
      const authenticator = authenticatorWith();
      authenticator.authenticate = () => Promise.reject(new AuthError('user_inactive'));
      expect(authenticator.authenticateFromCaches(token)).toBeUndefined();
    });

    it('returns undefined for a token whose signature was not verified', () => {
      const authenticator = authenticatorWith({ sessionStatus: active });
      expect(authenticator.authenticateFromCaches(token)).toBeUndefined();
    });

    it('returns undefined without a cached active session', async () => {
      await authenticatorWith().authenticate(token);
      const sessionStatus = statusWith(() => undefined);
      expect(authenticatorWith({ sessionStatus }).authenticateFromCaches(token)).toBeUndefined();
    });

    it.each([
      ['of another issuer', { issuer: 'us' }, 0],
      ['for another audience', { audience: 'us' }, 0],
      ['that has expired', {}, 300_000],
    ])('returns undefined for a cached token %s', async (_, more, ms) => {
      await authenticatorWith().authenticate(token);
      clock.pass(ms);
      expect(authenticatorWith(more).authenticateFromCaches(token)).toBeUndefined();
      clock.pass(-ms);
    });

    it.each([
      ['no user', { user_id: undefined }],
      ['an invalid user', { user_id: { id: '7' } }],
    ])('returns undefined for a cached token with %s', (_, change) => {
      const claims = { ...CLAIMS, ...change };
      verified.add('cached', 0, { claims, mayLackIssuer: false });
      expect(authenticatorWith().authenticateFromCaches('cached')).toBeUndefined();
    });
  });

  it('does not treat an error of the strategy as an invalid signature', async () => {
    const authenticator = authenticatorWith();
    jest.spyOn(strategy, 'validate').mockImplementation(() => {
      throw new TypeError('a bug in the strategy');
    });
    await expect(authenticator.authenticate(sign(CLAIMS, SECRET))).rejects.toThrow(TypeError);
  });
});
