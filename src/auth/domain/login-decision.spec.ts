import { describe, expect, it } from '@jest/globals';
import { LoginChallengeError } from './auth-error.js';
import { claimsOfDecision } from './login-decision.js';
import { AllowEveryLogin, type LoginDecision } from './login-policy.js';

/** Values that no compiler has checked. */
const decided = (decision: unknown) => claimsOfDecision(decision as LoginDecision);

describe('claimsOfDecision', () => {
  it('returns no claims for the default policy', () => {
    expect(claimsOfDecision(new AllowEveryLogin().decide())).toEqual({});
  });

  it.each([
    [{}, {}],
    [{ amr: ['pwd', 'otp'] }, { amr: ['pwd', 'otp'] }],
    [{ amr: [] }, { amr: [] }],
    [{ acr: 'urn:example:2fa' }, { acr: 'urn:example:2fa' }],
    [{ authTimeSeconds: 1_893_456_000 }, { auth_time: 1_893_456_000 }],
    [{ amr: undefined, acr: undefined, authTimeSeconds: undefined }, {}],
  ])('returns for an allowed log-in with %j the claims %j', (members, claims) => {
    expect(decided({ kind: 'allow', ...members })).toEqual(claims);
  });

  it('rejects a denied log-in like a wrong password', () => {
    expect(() => decided({ kind: 'deny' })).toThrow(
      expect.objectContaining({
        code: 'invalid_credentials',
        message: 'No active account found with the given credentials',
        detail: 'denied',
      }),
    );
  });

  it.each([
    [{ code: 'otp_required' }, 'Additional authentication is required.', 401, {}],
    [
      { code: 'otp_invalid', detail: 'Wrong code.', status: 403, data: { left: 2 } },
      'Wrong code.',
      403,
      { left: 2 },
    ],
  ])('rejects a challenged log-in with %j', (members, message, status, data) => {
    const challenge = () => decided({ kind: 'challenge', ...members });
    expect(challenge).toThrow(LoginChallengeError);
    expect(challenge).toThrow(
      expect.objectContaining({ message, challengeCode: members.code, status, data }),
    );
  });

  it.each([
    [undefined, /must return 'allow', 'deny' or 'challenge'/],
    [null, /must return/],
    [true, /must return/],
    ['allow', /must return/],
    [{ kind: 'Allow' }, /must return/],
    [{ kind: 'allow', amr: 'pwd' }, /amr must be a list of strings/],
    [{ kind: 'allow', amr: ['pwd', 7] }, /amr must be/],
    [{ kind: 'allow', acr: '' }, /acr must be a string/],
    [{ kind: 'allow', authTimeSeconds: 1.5 }, /authTimeSeconds must be a whole number/],
    [{ kind: 'allow', authTimeSeconds: new Date() }, /authTimeSeconds must be/],
    [{ kind: 'challenge' }, /code must be 1 to 64/],
    [{ kind: 'challenge', code: 'OTP required' }, /code must be/],
    [{ kind: 'challenge', code: 'a'.repeat(65) }, /code must be/],
    [{ kind: 'challenge', code: 'otp', detail: '' }, /detail must be a string/],
    [{ kind: 'challenge', code: 'otp', status: 200 }, /status must be 401 or 403/],
    [{ kind: 'challenge', code: 'otp', data: { code: 'x' } }, /data must not have detail or code/],
  ])('throws a TypeError for %j', (value, message) => {
    expect(() => decided(value)).toThrow(TypeError);
    expect(() => decided(value)).toThrow(message);
  });

  it.each([
    ['a list', ['totp']],
    ['a text', 'totp'],
    ['a function', () => ({ methods: ['totp'] })],
    ['a bigint in it', { left: 2n }],
  ])('throws a TypeError for a challenge whose data is or has %s', (_, data) => {
    const challenge = () => decided({ kind: 'challenge', code: 'otp', data });
    expect(challenge).toThrow(TypeError);
    expect(challenge).toThrow(/data must be an object that JSON can represent/);
  });
});
