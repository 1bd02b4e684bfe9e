import { describe, expect, it } from '@jest/globals';
import { AuthError, type AuthErrorCode, ExpiredTokenError } from './auth-error.js';
import { bearerRefusalOf, refusedBearer, subjectOf } from './refused-bearer.js';

describe('bearerRefusalOf', () => {
  it.each<[AuthErrorCode, string | null]>([
    ['invalid_token', 'invalid'],
    ['user_not_identified', 'invalid'],
    ['session_ended', 'session_ended'],
    ['user_not_found', 'user_not_found'],
    ['user_inactive', 'user_inactive'],
    ['missing_token', null],
    ['malformed_authorization', null],
    ['insufficient_scope', null],
    ['temporarily_unavailable', null],
  ])('classifies the error %s as %j', (code, expected) => {
    expect(bearerRefusalOf(new AuthError(code))).toBe(expected);
  });

  it('returns null for a token that has expired', () => {
    expect(bearerRefusalOf(new ExpiredTokenError())).toBeNull();
  });
});

describe('subjectOf', () => {
  it('returns the subject of an error of refusedBearer', () => {
    const subject = { sid: 's', userId: '7' };
    expect(subjectOf(refusedBearer('session_ended', subject))).toEqual(subject);
  });

  it('returns no subject for another error', () => {
    expect(subjectOf(new AuthError('invalid_token'))).toEqual({ sid: null, userId: null });
  });
});
