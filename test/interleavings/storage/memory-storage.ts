import type { RefreshTokenStore } from '../../../src/auth/domain/refresh-token.store.js';
import type { Statement } from '../lane.js';
import { Rewindable } from './rewindable.js';
import { SteppedLogins } from './stepped-logins.js';
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
export type LoginsOf = (store: Rewindable, statement: Statement) => RefreshTokenStore;

const itself: LoginsOf = (store, statement) => new SteppedLogins(store, statement);

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
  private readonly logins = new Rewindable();

  constructor(private readonly loginsOf: LoginsOf) {
    super();
  }

  /** The same ones in every run: so are the tokens then, and need not be signed again. */
  newSid(): string {
    return `01890000-0000-7000-8000-00000000000${++this.sids}`;
  }

  open(statement: Statement): Stores {
    const logins = this.loginsOf(this.logins, statement);
    return { logins, users: new SteppedUsers(() => this.logins.users, statement) };
  }

  async read(): Promise<Rows> {
    const { users } = this.logins;
    const { username } = (await users.findById(this.userId))!;
    const user = (await users.findByUsername(username))!;
    return { user, logins: await this.logins.all() };
  }

  async wouldRotate(probe: Probe): Promise<boolean> {
    const { user, logins } = await this.read();
    const copy = new Rewindable();
    await copy.rewind(user, logins);
    const rotated = await this.loginsOf(copy, atOnce).rotate(probeClaim(probe, this.userId));
    return rotated !== null;
  }

  restore({ user, logins }: Rows): Promise<void> {
    return this.logins.rewind(user, logins);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const memoryRoom = (loginsOf = itself): StorageRoom => ({
  furnish: async () => {
    const storage = new MemoryStorage(loginsOf);
    await storage.restore({ user: ALICE, logins: [] });
    return storage;
  },
  close: () => Promise.resolve(),
});
