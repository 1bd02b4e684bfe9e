import { describe, expect, it } from '@jest/globals';
import { type User, type UserWithPasswordHash, userOf } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';
import { NarrowedUserStore } from './narrowed-user.store.js';

const ALICE = { id: '1', username: 'alice', isActive: true, tokenVersion: 7 };
const RECORD = { ...ALICE, passwordHash: 'hash', role: 'admin' };

/** An application's store, which returns more than the members of the types. */
class Records extends UserStore {
  readonly calls: unknown[][] = [];

  constructor(private readonly record: typeof RECORD | null) {
    super();
  }

  findByUsername(...args: unknown[]): Promise<UserWithPasswordHash | null> {
    this.calls.push(args);
    return Promise.resolve(this.record);
  }

  findById(...args: unknown[]): Promise<User | null> {
    this.calls.push(args);
    return Promise.resolve(this.record);
  }

  recordLogin(...args: unknown[]): Promise<void> {
    this.calls.push(args);
    return Promise.resolve();
  }
}

class RecordsWithOptions extends Records {
  override claims(user: User) {
    return { role: (user as Partial<typeof RECORD>).role ?? 'none' };
  }

  override revokeSessions(...args: unknown[]): Promise<void> {
    this.calls.push(args);
    return Promise.resolve();
  }

  override ownerCondition(session: string): string {
    return `${session}.owner`;
  }

  override recordLoginStatement(): string {
    return 'UPDATE owner';
  }
}

describe('NarrowedUserStore', () => {
  it('returns a user with the password hash by name, without further members', async () => {
    const records = new Records(RECORD);
    const found = await new NarrowedUserStore(records).findByUsername('alice');
    expect(found).toEqual({ ...ALICE, passwordHash: 'hash' });
    expect(records.calls).toEqual([['alice']]);
  });

  it('returns a user without the password hash by ID', async () => {
    const records = new Records(RECORD);
    expect(await new NarrowedUserStore(records).findById('1')).toEqual(ALICE);
    expect(records.calls).toEqual([['1']]);
  });

  it('returns null when the store has no such user', async () => {
    const users = new NarrowedUserStore(new Records(null));
    expect(await users.findByUsername('bob')).toBeNull();
    expect(await users.findById('2')).toBeNull();
  });

  it('passes the time of a log-in on', async () => {
    const records = new Records(RECORD);
    await new NarrowedUserStore(records).recordLogin('1', 1_000);
    expect(records.calls).toEqual([['1', 1_000]]);
  });

  it('passes the whole record to the claims method of the store', async () => {
    const users = new NarrowedUserStore(new RecordsWithOptions(RECORD));
    const alice = (await users.findById('1'))!;
    expect(users.claims!(alice)).toEqual({ role: 'admin' });
    expect(users.claims!(userOf(ALICE))).toEqual({ role: 'none' });
  });

  it('passes the other optional methods on', async () => {
    const records = new RecordsWithOptions(RECORD);
    const users = new NarrowedUserStore(records);
    await users.revokeSessions!('1', 'admin', 1_000);
    expect(records.calls).toEqual([['1', 'admin', 1_000]]);
    expect(users.ownerCondition!('session')).toBe('session.owner');
    expect(users.recordLoginStatement!()).toBe('UPDATE owner');
  });

  it.each(['claims', 'revokeSessions', 'ownerCondition', 'recordLoginStatement'])(
    'has no method %s when the store has none',
    (name) => {
      expect(new NarrowedUserStore(new Records(RECORD))).not.toHaveProperty(name);
    },
  );
});
