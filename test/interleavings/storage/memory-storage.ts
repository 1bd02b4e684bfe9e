import type { RefreshTokenStore } from '../../../src/auth/domain/refresh-token.store.js';
import type { Statement } from '../task.js';
import { Rewindable } from './rewindable.js';
import { SteppedSessions } from './stepped-sessions.js';
import { SteppedUsers } from './stepped-users.js';
import {
  PASSWORD,
  type Probe,
  probeClaim,
  type Rows,
  Storage,
  type StorageRoom,
  type Stores,
} from './storage.js';

/** What stands in the place of the store: itself, or a mutant of it. */
export type SessionsOf = (store: Rewindable, statement: Statement) => RefreshTokenStore;

const itself: SessionsOf = (store, statement) => new SteppedSessions(store, statement);

const atOnce: Statement = (_, run) => run();

const ID = '01890000-0000-7000-8000-0000000000aa';

const ALICE = {
  id: ID,
  username: ID,
  passwordHash: PASSWORD,
  isActive: true,
  tokenVersion: 0,
};

class MemoryStorage extends Storage {
  readonly userId = ID;
  private sids = 0;
  private readonly sessions = new Rewindable();

  constructor(private readonly sessionsOf: SessionsOf) {
    super();
  }

  /** The same ones in every run: so are the tokens then, and need not be signed again. */
  newSid(): string {
    return `01890000-0000-7000-8000-00000000000${++this.sids}`;
  }

  open(statement: Statement): Stores {
    const sessions = this.sessionsOf(this.sessions, statement);
    return { sessions, users: new SteppedUsers(() => this.sessions.users, statement) };
  }

  async read(): Promise<Rows> {
    const user = await this.sessions.users.findByUsername(this.userId);
    return { user, sessions: await this.sessions.all() };
  }

  async wouldRotate(probe: Probe): Promise<boolean> {
    const { user, sessions } = await this.read();
    const copy = new Rewindable();
    await copy.rewind(user, sessions);
    const rotated = await this.sessionsOf(copy, atOnce).rotate(probeClaim(probe, this.userId));
    return rotated !== null;
  }

  restore({ user, sessions }: Rows): Promise<void> {
    return this.sessions.rewind(user, sessions);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const memoryRoom = (sessionsOf = itself): StorageRoom => ({
  furnish: async () => {
    const storage = new MemoryStorage(sessionsOf);
    await storage.restore({ user: ALICE, sessions: [] });
    return storage;
  },
  close: () => Promise.resolve(),
});
