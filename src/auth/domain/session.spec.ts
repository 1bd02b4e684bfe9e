import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  classifySession,
  type Session,
  type SessionStanding,
  MAX_GENERATION,
  NOWHERE,
  tokenId,
  type UserState,
} from './session.js';

const NOW = Date.UTC(2030, 0, 1);
const SID = '01890a5d-ac96-774b-bcce-b302099a8057';

const SESSION: Session = {
  id: SID,
  userId: 'alice',
  tokenVersion: 3,
  generation: 0,
  rotatedAt: NOW,
  expiresAt: NOW + 1000,
  sessionExpiresAt: NOW + 1000,
  consumed: '',
  revokedAt: null,
  revokedReason: null,
  createdAt: NOW,
  ip: null,
  userAgent: null,
};
const USER: UserState = { isActive: true, tokenVersion: 3 };

describe('a session, to the user who is said to own it', () => {
  const revoked = { revokedAt: NOW - 1, revokedReason: 'logout' } as const;

  it.each<[SessionStanding, string, Partial<Session> | null, Partial<UserState> | null]>([
    ['unknown', 'there is no row', null, {}],
    ['unknown', 'it is of another user', { userId: 'bob' }, {}],
    ['unknown', 'it is of a user whose name differs in case', { userId: 'Alice' }, {}],
    ['unknown', 'it is of another user, revoked or not', { userId: 'bob', ...revoked }, {}],
    ['unknown', 'there is neither row nor user', null, null],
    ['ended', 'it is revoked', revoked, {}],
    ['ended', 'it was revoked at the epoch', { revokedAt: 0 }, {}],
    ['ended', 'its revocation lies ahead of this clock', { revokedAt: NOW + 60_000 }, {}],
    ['ended', 'its end has passed', { sessionExpiresAt: NOW - 1 }, {}],
    ['ended', 'its end is now', { sessionExpiresAt: NOW }, {}],
    ['ended', 'its user is gone', {}, null],
    ['ended', 'its user is inactive', {}, { isActive: false }],
    ['ended', 'its user has a newer token_version', {}, { tokenVersion: 4 }],
    ['ended', 'its user has an older token_version', {}, { tokenVersion: 2 }],
    ['active', 'nothing has ended it', {}, {}],
    ['active', 'its end is a millisecond away', { sessionExpiresAt: NOW + 1 }, {}],
    ['active', 'only its current token has expired unused', { expiresAt: NOW - 1 }, {}],
  ])('is %s when %s', (verdict, _, row, user) => {
    const session = row && { ...SESSION, ...row };
    expect(classifySession(session, user && { ...USER, ...user }, 'alice', NOW)).toBe(verdict);
  });
});

describe('jti', () => {
  it('is the first 32 hexadecimal digits of SHA-256(`sid:gen:token_type`)', () => {
    const digest = createHash('sha256').update(`${SID}:7:refresh`).digest('hex');
    expect(tokenId(SID, 7, 'refresh')).toBe(digest.slice(0, 32));
  });

  it('stays what it is, so that any release can sign the same pair again', () => {
    expect(tokenId(SID, 0, 'refresh')).toBe('f00e75d7e82fbcacdf072b66368eddc6');
    expect(tokenId(SID, MAX_GENERATION, 'access')).toBe('7ce5a4f2d5d49a04986f83638852cc07');
  });

  it.each([
    ['session', tokenId(SID.replace('0', '1'), 0, 'refresh')],
    ['generation', tokenId(SID, 1, 'refresh')],
    ['token_type', tokenId(SID, 0, 'access')],
  ])('is another for another %s', (_, other) => {
    expect(other).not.toBe(tokenId(SID, 0, 'refresh'));
  });
});

describe('the greatest generation', () => {
  it('is 2^31 - 2, whose successor fits a signed 32-bit integer', () => {
    expect(MAX_GENERATION).toBe(2_147_483_646);
    expect((MAX_GENERATION + 1) | 0).toBe(MAX_GENERATION + 1);
  });
});

it('a caller that is no request has neither an address nor an agent', () => {
  expect(NOWHERE).toEqual({ ip: null, userAgent: null });
});
