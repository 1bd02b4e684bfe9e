import { Injectable } from '@nestjs/common';
import { addressRangeOf } from '../domain/address-range.js';
import { BoundedMap } from '../domain/bounded-map.js';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import { UserStore } from '../domain/user.store.js';

/** The facts about an account on which its limits depend. */
export interface AccountFacts {
  /** Null if there is no such user. */
  readonly userId: string | null;
  /** When an operator unlocked the account. Epoch milliseconds; 0 if never. */
  readonly unlockedAt: number;
  /** The `addressRangeOf` the clients of the user's newest sessions in the database. */
  readonly usualAddresses: ReadonlySet<string>;
}

/** How long facts are used again, so that a flood of refused log-ins does not read the database. */
const LIFETIME_MS = 1_000;
const MAX_ENTRIES = 1_000;

/** The number of sessions that are read, the newest ones. */
const MAX_SESSIONS = 100;

/** An ID that sorts after all IDs of sessions. */
const AFTER_ALL = 'z';

/** No user has this ID, so that reading its facts takes as long as for a user without sessions. */
const NO_USER = 'keyturn: no user';

interface Entry {
  facts: Promise<AccountFacts>;
  /** On the monotonic clock, in milliseconds. */
  until: number;
}

/** Reads the facts about an account that a limit or a crowded queue needs. */
@Injectable()
export class AccountFactsReader {
  private readonly entries = new BoundedMap<string, Entry>(MAX_ENTRIES);

  constructor(
    private readonly users: UserStore,
    private readonly sessions: RefreshTokenStore,
  ) {}

  /**
   * Reads the facts about the account with a name, or returns those that were read within the last
   * second. An unknown name takes as many queries as a known one.
   *
   * @throws {AuthError} `temporarily_unavailable`
   */
  byName(username: string): Promise<AccountFacts> {
    return this.cached(`name ${username}`, async () => {
      const user = await this.users.findByUsername(username);
      return this.read(user?.id ?? null);
    });
  }

  /**
   * Reads the facts about a user, or returns those that were read within the last second.
   *
   * @param userId null: no user; it takes as many queries
   * @throws {AuthError} `temporarily_unavailable`
   */
  byId(userId: string | null): Promise<AccountFacts> {
    return this.cached(`user ${userId ?? NO_USER}`, () => this.read(userId));
  }

  private cached(key: string, read: () => Promise<AccountFacts>): Promise<AccountFacts> {
    const known = this.entries.get(key);
    const now = performance.now();
    if (known !== undefined && known.until > now) return known.facts;
    const facts = read();
    facts.catch(() => this.entries.delete(key));
    this.entries.set(key, { facts, until: now + LIFETIME_MS });
    return facts;
  }

  private async read(userId: string | null): Promise<AccountFacts> {
    const id = userId ?? NO_USER;
    const [clients, unlockedAt] = await Promise.all([
      this.sessions.clientsOf(id, AFTER_ALL, MAX_SESSIONS),
      this.users.loginUnlockedAt?.(id) ?? null,
    ]);
    const ranges = clients.map(({ ip }) => addressRangeOf(ip)).filter((range) => range !== null);
    return { userId, unlockedAt: unlockedAt ?? 0, usualAddresses: new Set(ranges) };
  }
}
