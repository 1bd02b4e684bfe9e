import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NOW, SESSION, USER } from '../../../test/support/session.js';
import {
  classifySession,
  initialSession,
  type Session,
  type SessionState,
  sessionState,
  type SessionValidity,
  MAX_GENERATION,
  UNKNOWN_CLIENT,
  tokenId,
} from './session.js';
import type { User } from './user.js';

const SID = SESSION.id;

describe('classifySession', () => {
  const revoked = { revokedAt: NOW - 1, revokedReason: 'logout' } as const;

  it.each<[SessionValidity, string, Partial<Session> | null, Partial<User> | null]>([
    ['unknown', 'there is no row', null, {}],
    ['unknown', 'the session belongs to another user', { userId: 'bob' }, {}],
    ['unknown', 'its user has the same ID in another case', { userId: 'Alice' }, {}],
    ['unknown', "another user's session is revoked", { userId: 'bob', ...revoked }, {}],
    ['unknown', 'there is neither row nor user', null, null],
    ['ended', 'it is revoked', revoked, {}],
    ['ended', 'it was revoked at the epoch', { revokedAt: 0 }, {}],
    ['ended', 'it was revoked later than now, by another clock', { revokedAt: NOW + 60_000 }, {}],
    ['ended', 'it has expired', { sessionExpiresAt: NOW - 1 }, {}],
    ['ended', 'it expires now', { sessionExpiresAt: NOW }, {}],
    ['ended', 'its user is missing', {}, null],
    ['ended', 'its user is inactive', {}, { isActive: false }],
    ['ended', 'its user has a newer token_version', {}, { tokenVersion: 4 }],
    ['ended', 'its user has an older token_version', {}, { tokenVersion: 2 }],
    ['active', 'it is neither revoked nor expired', {}, {}],
    ['active', 'it expires in a millisecond', { sessionExpiresAt: NOW + 1 }, {}],
    ['active', 'only its current token has expired unused', { expiresAt: NOW - 1 }, {}],
  ])('returns %s when %s', (validity, _, row, user) => {
    const session = row && { ...SESSION, ...row };
    expect(classifySession(session, user && { ...USER, ...user }, 'alice', NOW)).toBe(validity);
  });
});

it('initialSession is neither consumed nor revoked, and is created at its rotatedAt', () => {
  const { id, userId, tokenVersion, rotatedAt, expiresAt, sessionExpiresAt } = SESSION;
  const given = { id, userId, tokenVersion, rotatedAt, expiresAt, sessionExpiresAt };
  expect(initialSession({ ...given, ...UNKNOWN_CLIENT })).toEqual(SESSION);
});

describe('sessionState', () => {
  const PAST = { expiresAt: NOW - 1, sessionExpiresAt: NOW - 1 };

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

describe('tokenId', () => {
  it('returns the first 32 hexadecimal digits of SHA-256(`sid:gen:token_type`)', () => {
    const digest = createHash('sha256').update(`${SID}:7:refresh`).digest('hex');
    expect(tokenId(SID, 7, 'refresh')).toBe(digest.slice(0, 32));
  });

  it('returns the same values in every release, so that any can sign the same pair again', () => {
    expect(tokenId(SID, 0, 'refresh')).toBe('f00e75d7e82fbcacdf072b66368eddc6');
    expect(tokenId(SID, MAX_GENERATION, 'access')).toBe('7ce5a4f2d5d49a04986f83638852cc07');
  });

  it.each([
    ['session', tokenId(SID.replace('0', '1'), 0, 'refresh')],
    ['generation', tokenId(SID, 1, 'refresh')],
    ['token_type', tokenId(SID, 0, 'access')],
  ])('returns a different value for another %s', (_, other) => {
    expect(other).not.toBe(tokenId(SID, 0, 'refresh'));
  });
});

it('MAX_GENERATION is 2^31 - 2, whose successor fits a signed 32-bit integer', () => {
  expect(MAX_GENERATION).toBe(2_147_483_646);
  expect((MAX_GENERATION + 1) | 0).toBe(MAX_GENERATION + 1);
});

it('UNKNOWN_CLIENT has neither an address nor an agent', () => {
  expect(UNKNOWN_CLIENT).toEqual({ ip: null, userAgent: null });
});
