import { describe, expect, it } from '@jest/globals';
import { revocableSession } from './revocable-session.js';

const sid = '01a204bd-fd3a-70b1-9c51-3d0c2f7e9a10';
const ACCESS = { token_type: 'access', user_id: 'u', sid };
const REFRESH = { ...ACCESS, token_type: 'refresh', gen: 3 };
const SESSION = { sid, userId: 'u' };

describe('revocableSession', () => {
  it.each<[name: string, claims: Record<string, unknown>, isExpired: boolean, object | undefined]>([
    ['a refresh token', REFRESH, false, SESSION],
    ['a refresh token of generation 0', { ...REFRESH, gen: 0 }, false, SESSION],
    ['an expired refresh token', REFRESH, true, SESSION],
    ['an access token', ACCESS, false, SESSION],
    ['an expired access token', ACCESS, true, undefined],
    ['a refresh token without gen', { ...ACCESS, token_type: 'refresh' }, false, undefined],
    ['a refresh token with an invalid gen', { ...REFRESH, gen: '3' }, false, undefined],
    ['an access token without sid', { ...ACCESS, sid: undefined }, false, undefined],
    ['a refresh token with an invalid sid', { ...REFRESH, sid: 'x' }, false, undefined],
    ['an access token without user_id', { ...ACCESS, user_id: undefined }, false, undefined],
    ['a refresh token without user_id', { ...REFRESH, user_id: undefined }, false, undefined],
    ['a token without a type', { ...REFRESH, token_type: undefined }, false, undefined],
    ['a token of another type', { ...REFRESH, token_type: 'id' }, false, undefined],
  ])('of %s', (_name, claims, isExpired, session) => {
    expect(revocableSession(claims, isExpired)).toEqual(session);
  });
});
