import { toSlot } from '../../../src/auth/domain/consumption.js';
import type { Session } from '../../../src/auth/domain/session.js';
import type { RefreshTokenStore } from '../../../src/auth/domain/refresh-token.store.js';
import type { UserDirectory } from '../../../src/auth/domain/user-directory.js';
import type { UserWithPassword } from '../../../src/auth/domain/user.store.js';
import type { Statement } from '../task.js';

/** What an instance of the service has of its storage. */
export interface Stores {
  sessions: RefreshTokenStore;
  users: UserDirectory;
}

/** What everybody sees who looks now: nothing uncommitted. */
export interface Rows {
  /** Null: deleted. */
  user: UserWithPassword | null;
  /** In the order in which they began. */
  sessions: readonly Session[];
}

export const PASSWORD = 'the first password';
export const NEXT_PASSWORD = 'the second password';

/** Another user, who gets the id and the name of a deleted one. */
export const SUCCESSOR = {
  isActive: true,
  tokenVersion: 7,
  passwordHash: 'of a stranger',
} as const;

/** A token that somebody might present, with a key that nobody used. */
export interface Probe {
  sid: string;
  generation: number;
  now: number;
}

/** One user and his sessions, in a place of their own: a schedule begins with nothing else. */
export abstract class Storage {
  /** His name is the same. */
  abstract readonly userId: string;

  /** The id of the next session that is there from the start. */
  abstract newSid(): string;

  /** The real stores, whose statements wait for their turn. */
  abstract open(statement: Statement): Stores;

  abstract read(): Promise<Rows>;

  /** Presents the token to the real statement, and undoes what it did. @returns whether it rotated */
  abstract wouldRotate(probe: Probe): Promise<boolean>;

  /** Sets everything back to what it was, as an older backup does. */
  abstract restore(rows: Rows): Promise<void>;

  /** Nobody will go on: what is half done is undone. */
  abstract close(): Promise<void>;
}

/** Where the schedules of one exploration live. */
export interface StorageRoom {
  /** An empty place but for the user. */
  furnish(): Promise<Storage>;
  close(): Promise<void>;
}

const SECONDS_OF_A_DAY = 86_400;

export const probeClaim = ({ sid, generation, now }: Probe, userId: string) => ({
  sid,
  userId,
  generation,
  now,
  keyHash: 'p'.repeat(43),
  slot: toSlot('p'.repeat(43), now),
  idleExpiresAt: now + SECONDS_OF_A_DAY * 1000,
  ip: null,
  userAgent: null,
});
