import type { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';

/** No response and no log may contain it. */
export const PASSWORD = 'unspeakable-7f3a';

/** The IDs are fixed, so that a seed always generates the same bytes. */
export const USERS = [
  { id: 'user-of-the-fuzz', username: 'alice', password: PASSWORD, isActive: true },
  { id: 'idle-user-of-the-fuzz', username: 'bob', password: PASSWORD, isActive: false },
] as const;

export const CREDENTIALS = { username: USERS[0].username, password: PASSWORD };

/** The user IDs of tokens. The third user does not exist. */
export const USER_IDS = [...USERS.map(({ id }) => id), 'gone-user-of-the-fuzz'] as const;

/** Enough that some are still active when the last request is sent. */
export const SESSIONS = 2_000;

export const sidOf = (index: number): string =>
  `01a20000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;

/** One of ten sessions belongs to the inactive user. */
export const ownerOf = (index: number): string => USERS[index % 10 === 0 ? 1 : 0].id;

/** In epoch seconds. Tokens and sessions are valid at any time that the tests run. */
export const STARTED_AT = 1_700_000_000;
export const EXPIRES_AT = 4_000_000_000;

/** Creates the sessions of the generated tokens. The users must exist. */
export async function createSessions(dataSource: DataSource): Promise<void> {
  const sessions = Array.from({ length: SESSIONS }, (_, index) => ({
    id: sidOf(index),
    userId: ownerOf(index),
    tokenVersion: 0,
    rotatedAt: STARTED_AT * 1000,
    createdAt: STARTED_AT * 1000,
    expiresAt: EXPIRES_AT * 1000,
    sessionExpiresAt: EXPIRES_AT * 1000,
  }));
  const insert = dataSource.createQueryBuilder().insert().into(RefreshToken);
  await insert.values(sessions).updateEntity(false).execute();
}
