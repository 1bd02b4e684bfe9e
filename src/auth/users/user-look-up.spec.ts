import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthError } from '../domain/auth-error.js';
import { UserStore } from '../domain/user.store.js';
import { UserLookUp } from './user-look-up.js';

const unavailable = new AuthError('temporarily_unavailable', { detail: 'database: x' });

class Users extends UserStore {
  readonly names: string[] = [];
  failure: Error | undefined;

  findByUsername(username: string) {
    this.names.push(username);
    return this.failure === undefined ? Promise.resolve(null) : Promise.reject(this.failure);
  }

  findById() {
    return Promise.reject(new Error('No ID is looked up.'));
  }

  recordLogin() {
    return Promise.reject(new Error('No log-in is recorded.'));
  }
}

describe('UserLookUp', () => {
  let users: Users;
  let lookUp: UserLookUp;
  beforeEach(() => {
    users = new Users();
    lookUp = new UserLookUp(users);
  });

  it('calls the store only when the log-in has its place', async () => {
    const find = lookUp.prepare('alice');
    expect(users.names).toEqual([]);
    expect(await find()).toBeNull();
    expect(users.names).toEqual(['alice']);
  });

  it('rejects all log-ins that waited when the store became unavailable', async () => {
    users.failure = unavailable;
    const finds = ['a', 'b', 'c'].map((name) => lookUp.prepare(name));
    for (const find of finds) await expect(find()).rejects.toBe(unavailable);
    expect(users.names).toEqual(['a']);
  });

  it('calls the store again for a log-in that arrives after the failure', async () => {
    users.failure = unavailable;
    const [first, waiting] = [lookUp.prepare('a'), lookUp.prepare('b')];
    await expect(first()).rejects.toBe(unavailable);
    users.failure = undefined;
    const later = lookUp.prepare('c');
    await expect(waiting()).rejects.toBe(unavailable);
    expect(await later()).toBeNull();
    expect(users.names).toEqual(['a', 'c']);
  });

  it('calls the store for waiting log-ins after a later look-up has succeeded', async () => {
    users.failure = unavailable;
    const [first, waiting] = [lookUp.prepare('a'), lookUp.prepare('b')];
    await expect(first()).rejects.toBe(unavailable);
    users.failure = undefined;
    await lookUp.prepare('c')();
    expect(await waiting()).toBeNull();
  });

  it.each([
    ['an error of another class', new Error('failed')],
    ['an error of another class with that code', Object.assign(new Error(), { code: unavailable.code })], // prettier-ignore
    ['an AuthError with another code', new AuthError('invalid_request')],
  ])('calls the store for each log-in after %s', async (_, failure) => {
    users.failure = failure;
    const finds = ['a', 'b'].map((name) => lookUp.prepare(name));
    for (const find of finds) await expect(find()).rejects.toBe(failure);
    expect(users.names).toEqual(['a', 'b']);
  });
});
