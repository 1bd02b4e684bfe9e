import { createSecretKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { sign } from '../../../../test/support/jwt.js';
import { AuthError } from '../../domain/auth-error.js';
import type { SessionStatus, SessionStatusCache } from '../../sessions/session-status-cache.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { type KeySource, KnownKeys } from './key-source.js';
import { nameStrategies } from './strategy-names.js';
import type { Verification } from './verification.js';
import { VerifiedTokens } from './verified-tokens.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';
const SID = '01932f6c-0000-7000-8000-000000000000';
const keyOf = (secret: string) => createSecretKey(Buffer.from(secret));

describe(BearerAuthenticator.name, () => {
  // Far from the real one, which libraries would ask.
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
  afterEach(() => {
    strategy.onApplicationShutdown();
    jest.restoreAllMocks();
  });

  const authenticatorBy = (more: Partial<Verification> = {}): BearerAuthenticator => {
    const verification = {
      keys: new KnownKeys('HS256', keyOf(SECRET)),
      issuer: undefined,
      audience: undefined,
      clockToleranceMs: 60_000,
      sessionStatus: undefined,
      ...more,
    };
    const names = nameStrategies();
    strategy = new JwtStrategy(verification, names);
    return new BearerAuthenticator(verification, names, verified, clock);
  };

  /** Says of every session the same, and keeps of whom it was asked. */
  const sessionStatusOf = (sessionStatus: SessionStatus) => {
    const check = jest.fn<SessionStatusCache['check']>(() => Promise.resolve(sessionStatus));
    return { check } as unknown as SessionStatusCache & { check: typeof check };
  };

  const refusalOf = async (authenticated: Promise<unknown>): Promise<[string, string]> => {
    const error = await authenticated.catch((thrown: unknown) => thrown);
    if (!(error instanceof AuthError)) throw error;
    return [error.code, error.message];
  };

  it('says whose a token is, by its claims alone where no session is asked', async () => {
    const user = await authenticatorBy().authenticate(sign(CLAIMS, SECRET));
    expect(user).toEqual({ id: '7', sid: SID, claims: CLAIMS });
  });

  it('asks the session where one is to be asked, and knows the user’s name then', async () => {
    const user = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };
    const sessionStatus = sessionStatusOf({ kind: 'active', user });
    const admitted = await authenticatorBy({ sessionStatus }).authenticate(sign(CLAIMS, SECRET));
    expect(admitted).toEqual({ id: '7', username: 'carol', sid: SID, claims: CLAIMS });
    expect(sessionStatus.check.mock.calls).toEqual([[SID, '7']]);
  });

  it.each(['user_not_found', 'user_inactive', 'session_ended'] as const)(
    'refuses by what is said of the session: %s',
    async (kind) => {
      const authenticator = authenticatorBy({ sessionStatus: sessionStatusOf({ kind }) });
      const [code] = await refusalOf(authenticator.authenticate(sign(CLAIMS, SECRET)));
      expect(code).toBe(kind);
    },
  );

  const INVALID = 'Token is invalid or expired';
  it.each<[string, unknown, string, string]>([
    ['is no text', { token: 'x' }, 'invalid_token', INVALID],
    ['is no token', 'x.y.z', 'invalid_token', INVALID],
    ['asks for an extension, which nobody here knows', sign(CLAIMS, SECRET, { alg: 'HS256', crit: ['x'], x: 1 }), 'invalid_token', INVALID], // prettier-ignore
    ['is signed by another key', sign(CLAIMS, 'another key'), 'invalid_token', INVALID],
    ['has expired', sign({ ...CLAIMS, exp: second }, SECRET), 'invalid_token', INVALID],
    ['is a refresh token', sign({ ...CLAIMS, token_type: 'refresh' }, SECRET), 'invalid_token', 'Token has wrong type'], // prettier-ignore
    ['begins too far in the future', sign({ ...CLAIMS, nbf: second + 61 }, SECRET), 'invalid_token', INVALID], // prettier-ignore
    ['names nobody', sign({ ...CLAIMS, user_id: undefined }, SECRET), 'user_not_identified', 'Token contained no recognizable user identification'], // prettier-ignore
    ['names nobody who can be', sign({ ...CLAIMS, user_id: null }, SECRET), 'user_not_found', 'User not found'], // prettier-ignore
  ])('refuses a token that %s', async (_, token, code, message) => {
    const authenticated = authenticatorBy().authenticate(token as string);
    expect(await refusalOf(authenticated)).toEqual([code, message]);
  });

  it('takes a token that begins within the tolerance of clocks', async () => {
    const token = sign({ ...CLAIMS, nbf: second + 59 }, SECRET);
    expect(await authenticatorBy().authenticate(token)).toMatchObject({ id: '7' });
  });

  it.each(['issuer', 'audience'] as const)('demands the %s that it is told', async (member) => {
    const authenticated = authenticatorBy({ [member]: 'us' }).authenticate(sign(CLAIMS, SECRET));
    expect(await refusalOf(authenticated)).toEqual(['invalid_token', INVALID]);
  });

  it('tries every key, the current one first', async () => {
    const keys = new KnownKeys('HS256', keyOf('of now'), keyOf('of before'));
    const authenticator = authenticatorBy({ keys });
    for (const secret of ['of now', 'of before'])
      expect(await authenticator.authenticate(sign(CLAIMS, secret))).toMatchObject({ id: '7' });
  });

  it('asks for no key when it has seen the token before, and judges its claims all the same', async () => {
    const keys = new KnownKeys('HS256', keyOf(SECRET));
    const asked = jest.spyOn(keys, 'keysFor');
    const sessionStatus = sessionStatusOf({ kind: 'session_ended' });
    const token = sign(CLAIMS, SECRET);
    await authenticatorBy({ keys }).authenticate(token);
    const [code] = await refusalOf(authenticatorBy({ keys, sessionStatus }).authenticate(token));
    expect(asked).toHaveBeenCalledTimes(1);
    expect(code).toBe('session_ended');
  });

  it('remembers nothing of a token that it refused, or whose key may be withdrawn', async () => {
    const withdrawn: KeySource = {
      algorithms: ['HS256'],
      areFixed: false,
      keysFor: () => Promise.resolve([keyOf(SECRET)]),
    };
    const token = sign(CLAIMS, SECRET);
    await authenticatorBy({ keys: withdrawn }).authenticate(token);
    await refusalOf(authenticatorBy({ issuer: 'us' }).authenticate(token));
    expect(verified.find(token)).toBeUndefined();
  });

  it('says that the signature does not verify to the log alone', async () => {
    const forged = authenticatorBy().authenticate(sign(CLAIMS, 'another key'));
    await expect(forged).rejects.toMatchObject({ detail: 'the signature does not verify' });
  });

  it('passes on what keeps it from judging', async () => {
    const away = new AuthError('temporarily_unavailable');
    const keys = { algorithms: ['HS256'], areFixed: true, keysFor: () => Promise.reject(away) };
    const authenticated = authenticatorBy({ keys: keys as KeySource }).authenticate(
      sign(CLAIMS, SECRET),
    );
    await expect(authenticated).rejects.toBe(away);
  });

  it('takes no fault of a strategy for a bad signature', async () => {
    const authenticator = authenticatorBy();
    jest.spyOn(strategy, 'validate').mockImplementation(() => {
      throw new TypeError('a fault of ours');
    });
    await expect(authenticator.authenticate(sign(CLAIMS, SECRET))).rejects.toThrow(TypeError);
  });
});
