import { describe, expect, it } from '@jest/globals';
import { NOW, SESSION, USER } from '../../../test/support/session.js';
import type { Session } from './session.js';
import type { User } from './user.js';
import { type SessionState, sessionState } from './session-state.js';

const PAST = { expiresAt: NOW - 1, sessionExpiresAt: NOW - 1 };

describe('sessionState', () => {
  it.each<[SessionState, string, Partial<Session>, Partial<User> | null]>([
    ['active', 'neither expiry has passed', {}, {}],
    ['active', 'its refresh token expires in a millisecond', { expiresAt: NOW + 1 }, {}],
    ['active', 'its lifetime ends in a millisecond', { sessionExpiresAt: NOW + 1 }, {}],
    ['active', 'another clock created it later than now', { createdAt: NOW + 60_000 }, {}],
    ['expired', 'its refresh token expires now', { expiresAt: NOW }, {}],
    ['expired', 'its refresh token has expired', { expiresAt: NOW - 1 }, {}],
    ['expired', 'its lifetime ends now', { sessionExpiresAt: NOW }, {}],
    ['expired', 'its lifetime ended before its token', { sessionExpiresAt: NOW - 1 }, {}],
    ['expired', 'both have passed', PAST, {}],
    ['revoked', 'it was revoked', { revokedAt: NOW - 1 }, {}],
    ['revoked', 'it was revoked at the epoch', { revokedAt: 0 }, {}],
    ['revoked', 'another clock revoked it later than now', { revokedAt: NOW + 60_000 }, {}],
    ['revoked', 'it was revoked and has expired', { ...PAST, revokedAt: NOW - 2 }, {}],
    ['revoked', 'its user does not exist', {}, null],
    ['revoked', 'its user does not exist and it has expired', PAST, null],
    ['revoked', 'its user is inactive', {}, { isActive: false }],
    ['revoked', 'its user has a newer token_version', {}, { tokenVersion: 4 }],
    ['revoked', 'its user has an older token_version', {}, { tokenVersion: 2 }],
    ['revoked', 'its user has a newer token_version and it has expired', PAST, { tokenVersion: 4 }],
  ])('returns %s when %s', (state, _, session, user) => {
    const owner = user && { ...USER, ...user };
    expect(sessionState({ ...SESSION, ...session }, owner, NOW)).toBe(state);
  });
});
