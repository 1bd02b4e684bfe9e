import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DEFAULT_LOGIN_RULES, type LoginRules, spellingKeyOf } from '../domain/login-name.js';
import { chooseDummy, type HashCount } from '../domain/password-hash/choose-dummy.js';
import type { PasswordHasher } from '../domain/password-hasher.js';
import type { UserStore } from '../domain/user.store.js';
import { safeReasonOf } from '../domain/safe-reason.js';

/** The start waits for the first count at most this long. A count of 100,000 users takes less. */
const MAX_START_DELAY_MS = 5_000;

/** Imports and new parameters change the costs of users' hashes. */
const RECOUNT_INTERVAL_MS = 600_000;

/** Each cost takes a few microseconds of every log-in. Rarer costs are left out. */
const MAX_COSTS = 64;

/**
 * The hashes that are compared for names without a user, so that they take as long as those of users.
 * They have the costs of the hashes in the user store, each for as many names as users have it. Until
 * these were counted, and with a store or a hasher that cannot count them, they cost as much as a new
 * hash.
 */
export class DummyHashes {
  private readonly logger = new Logger('DummyHashes');
  private isStopping = false;
  private timer: NodeJS.Timeout | undefined;
  private counting: Promise<void> = Promise.resolve();
  private counts: readonly HashCount[] = [];
  /** A private field, so that printing the object does not show it. */
  #ofNewHash: Promise<string> | undefined;

  /**
   * @param key chooses the cost for each name. All instances must have the same key, and after a
   *   restart too: a name whose cost differs between two instances is not the name of a user
   * @param rules of log-ins: all spellings of a name have the same cost
   */
  constructor(
    private readonly users: Pick<UserStore, 'passwordHashes'>,
    private readonly hasher: PasswordHasher,
    private readonly key: KeyObject = createSecretKey(randomBytes(32)),
    private readonly rules: LoginRules = DEFAULT_LOGIN_RULES,
  ) {}

  /** Prepares the hashes before the first request, which would otherwise take longer. */
  async onModuleInit(): Promise<void> {
    await this.ofNewHash();
    if (this.users.passwordHashes === undefined || this.hasher.dummyFor === undefined) return;
    this.counting = this.count();
    const enough = new AbortController();
    const timeout = wait(MAX_START_DELAY_MS, undefined, { signal: enough.signal });
    await Promise.race([this.counting, timeout.catch(() => undefined)]);
    enough.abort();
    const recount = () => void (this.counting = this.counting.then(() => this.count()));
    this.timer = setInterval(recount, RECOUNT_INTERVAL_MS).unref();
  }

  /** Waits for the current page, because the database is closed afterwards. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.isStopping = true;
    await this.counting;
  }

  /** @returns the hash for a name without a user; undefined while no users are counted */
  choose(username: string): string | undefined {
    return chooseDummy(spellingKeyOf(username, this.rules), this.counts, this.key);
  }

  /** Returns a hash of a random password, which is discarded. */
  ofNewHash(): Promise<string> {
    return (this.#ofNewHash ??= this.hasher
      .hash(randomBytes(32).toString('base64url'))
      .catch((error: unknown) => {
        this.#ofNewHash = undefined;
        throw error;
      }));
  }

  /** A failed count keeps the previous one. */
  private async count(): Promise<void> {
    const users = new Map<string, number>();
    try {
      for await (const page of this.users.passwordHashes!()) {
        for (const hash of page) this.add(hash, users);
        if (this.isStopping) return;
        // The pages of SQLite are read without a turn of the event loop.
        await setImmediate();
      }
      this.counts = countsOf(users);
    } catch (error) {
      this.logger.warn(`Counting the costs of password hashes failed: ${safeReasonOf(error)}`);
    }
  }

  private add(hash: string | null, users: Map<string, number>): void {
    const dummy = typeof hash === 'string' ? this.hasher.dummyFor!(hash) : null;
    if (dummy !== null) users.set(dummy, (users.get(dummy) ?? 0) + 1);
  }
}

const countsOf = (users: ReadonlyMap<string, number>): HashCount[] =>
  [...users]
    .map(([dummy, count]) => ({ dummy, users: count }))
    .sort((one, other) => other.users - one.users)
    .slice(0, MAX_COSTS);
