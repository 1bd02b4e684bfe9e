import { type User, userOf, UserStore, type UserWithPassword } from '../domain/user.store.js';

/**
 * A user store as this module and applications see it: a user has the members that its type has and
 * no others, whatever an application's own store returns. A password hash is in the result of
 * `findByUsername` alone.
 */
export class NarrowedUserStore extends UserStore {
  readonly #store: UserStore;

  /** What the store itself returned: its own `claims` takes that. */
  readonly #originals = new WeakMap<User, User>();

  constructor(store: UserStore) {
    super();
    this.#store = store;
    if (store.claims) this.claims = (user) => store.claims!(this.#originals.get(user) ?? user);
    if (store.endLogins) this.endLogins = (...args) => store.endLogins!(...args);
    if (store.ownerCondition) this.ownerCondition = (login) => store.ownerCondition!(login);
  }

  async findByUsername(username: string): Promise<UserWithPassword | null> {
    const found = await this.#store.findByUsername(username);
    return found ? { ...userOf(found), passwordHash: found.passwordHash } : null;
  }

  async findById(id: string): Promise<User | null> {
    const found = await this.#store.findById(id);
    if (!found) return null;
    const user = userOf(found);
    this.#originals.set(user, found);
    return user;
  }

  recordLogin(id: string, now: number): Promise<void> {
    return this.#store.recordLogin(id, now);
  }
}
