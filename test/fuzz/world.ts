import type { DataSource } from 'typeorm';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';

/** Nothing that the service says or writes may hold it. */
export const PASSWORD = 'unspeakable-7f3a';

/** The ids are fixed, so that a seed means the same bytes in every run. */
export const USERS = [
  { id: 'user-of-the-fuzz', username: 'alice', password: PASSWORD, isActive: true },
  { id: 'idle-user-of-the-fuzz', username: 'bob', password: PASSWORD, isActive: false },
] as const;

export const CREDENTIALS = { username: USERS[0].username, password: PASSWORD };

/** Whose the tokens may be: the third is nobody. */
export const USER_IDS = [...USERS.map(({ id }) => id), 'gone-user-of-the-fuzz'] as const;

/** So many that some still live when the last request is sent. */
export const SESSIONS = 2_000;

export const sidOf = (index: number): string =>
  `01a20000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;

/** A session is the active user's, or now and then the inactive one's. */
export const ownerOf = (index: number): string => USERS[index % 10 === 0 ? 1 : 0].id;

/** Seconds: tokens and sessions are good at whatever time the tests run. */
export const BEGUN_AT = 1_700_000_000;
export const ENDS_AT = 4_000_000_000;

/** Puts the sessions there that the fuzz has tokens of; the users must be there. */
export async function furnish(dataSource: DataSource): Promise<void> {
  const sessions = Array.from({ length: SESSIONS }, (_, index) => ({
    id: sidOf(index),
    userId: ownerOf(index),
    tokenVersion: 0,
    rotatedAt: BEGUN_AT * 1000,
    createdAt: BEGUN_AT * 1000,
    expiresAt: ENDS_AT * 1000,
    sessionExpiresAt: ENDS_AT * 1000,
  }));
  const insert = dataSource.createQueryBuilder().insert().into(RefreshToken);
  await insert.values(sessions).updateEntity(false).execute();
}
