import { type User, userOf, type UserWithPasswordHash } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';

/**
 * Reduces the users of a store to the members of their types, because an application's own store may
 * return more. Only `findByUsername` returns a password hash. `passwordHashes`
 * of the store is left out.
 */
export class NarrowedUserStore extends UserStore {
  readonly #store: UserStore;

  /** The users as the store returned them, for its `claims` method. */
  readonly #originals = new WeakMap<User, User>();

  constructor(store: UserStore) {
    super();
    this.#store = store;
    if (store.claims) this.claims = (user) => store.claims!(this.#originals.get(user) ?? user);
    if (store.revokeSessions) this.revokeSessions = (...args) => store.revokeSessions!(...args);
    if (store.loginUnlockedAt) this.loginUnlockedAt = (id) => store.loginUnlockedAt!(id);
    if (store.replacePasswordHash) {
      this.replacePasswordHash = (...args) => store.replacePasswordHash!(...args);
    }
    if (store.ownerCondition) this.ownerCondition = (session) => store.ownerCondition!(session);
    if (store.recordLoginStatement) {
      this.recordLoginStatement = () => store.recordLoginStatement!();
    }
  }

  async findByUsername(username: string): Promise<UserWithPasswordHash | null> {
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
