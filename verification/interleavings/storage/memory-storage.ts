import type { RefreshTokenStore } from '../../../src/auth/domain/refresh-token.store.js';
import type { Statement } from '../task.js';
import { ReplaceableStore } from './replaceable-store.js';
import { SteppedSessions } from './stepped-sessions.js';
import { SteppedUsers } from './stepped-users.js';
import {
  PASSWORD,
  type Probe,
  probeClaim,
  type Rows,
  Storage,
  type StorageFactory,
  type Stores,
} from './storage.js';

/** Returns the session store of an instance: the real one, or a mutant. */
export type SessionStoreOf = (store: ReplaceableStore, statement: Statement) => RefreshTokenStore;

const realSessions: SessionStoreOf = (store, statement) => new SteppedSessions(store, statement);

const immediately: Statement = (_, run) => run();

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
  private readonly sessions = new ReplaceableStore();

  constructor(private readonly sessionStoreOf: SessionStoreOf) {
    super();
  }

  /** The same IDs in every run, so that the cache of signatures works. */
  newSid(): string {
    return `01890000-0000-7000-8000-00000000000${++this.sids}`;
  }

  open(statement: Statement): Stores {
    const sessions = this.sessionStoreOf(this.sessions, statement);
    return { sessions, users: new SteppedUsers(() => this.sessions.users, statement) };
  }

  async read(): Promise<Rows> {
    const user = await this.sessions.users.findByUsername(this.userId);
    return { user, sessions: await this.sessions.all() };
  }

  async wouldRotate(probe: Probe): Promise<boolean> {
    const { user, sessions } = await this.read();
    const copy = new ReplaceableStore();
    await copy.replaceState(user, sessions);
    const rotated = await this.sessionStoreOf(copy, immediately).rotate(
      probeClaim(probe, this.userId),
    );
    return rotated !== null;
  }

  restore({ user, sessions }: Rows): Promise<void> {
    return this.sessions.replaceState(user, sessions);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const memoryStorages = (sessionStoreOf = realSessions): StorageFactory => ({
  create: async () => {
    const storage = new MemoryStorage(sessionStoreOf);
    await storage.restore({ user: ALICE, sessions: [] });
    return storage;
  },
  close: () => Promise.resolve(),
});
