import { toSlot } from '../../../src/auth/domain/consumption.js';
import type { Session } from '../../../src/auth/domain/session.js';
import type { RefreshTokenStore } from '../../../src/auth/domain/refresh-token.store.js';
import type { UserDirectory } from '../../../src/auth/domain/user-directory.js';
import type { UserWithPasswordHash } from '../../../src/auth/domain/user.js';
import type { Statement } from '../task.js';

/** The stores of an instance of the service. */
export interface Stores {
  sessions: RefreshTokenStore;
  users: UserDirectory;
}

/** The committed rows. */
export interface Rows {
  /** Null: the user was deleted. */
  user: UserWithPasswordHash | null;
  /** In the order of their creation. */
  sessions: readonly Session[];
}

export const PASSWORD = 'the first password';
export const NEXT_PASSWORD = 'the second password';

/** A user who is created with the ID and the name of a deleted one. */
export const SUCCESSOR = {
  isActive: true,
  tokenVersion: 7,
  passwordHash: 'of a stranger',
} as const;

/** A token to present with an unused key. */
export interface Probe {
  sid: string;
  generation: number;
  now: number;
}

/** The storage of one schedule: a user and their sessions. */
export abstract class Storage {
  /** The ID of the user, who has the same name. */
  abstract readonly userId: string;

  /** Returns an ID for a session that exists from the start. */
  abstract newSid(): string;

  /** Returns the real stores, in which every statement is a step. */
  abstract open(statement: Statement): Stores;

  abstract read(): Promise<Rows>;

  /** Runs the real statement with the token and rolls it back. @returns whether it rotated */
  abstract wouldRotate(probe: Probe): Promise<boolean>;

  /** Restores the rows of an older backup. */
  abstract restore(rows: Rows): Promise<void>;

  /** Rolls back open transactions. */
  abstract close(): Promise<void>;
}

/** Creates the storage of each schedule of an exploration. */
export interface StorageFactory {
  /** Creates a storage with a user and no sessions. */
  create(): Promise<Storage>;
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
