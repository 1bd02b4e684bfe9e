import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { RawClaims } from '../domain/compact-jws.js';
import type { User } from '../domain/user.store.js';
import { AddedClaims } from './added-claims.js';

class Claiming extends MemoryUserDirectory {
  override claims?(user: User): RawClaims {
    return { name: user.username, sub: 'somebody else' };
  }
}

describe(AddedClaims.name, () => {
  afterEach(() => void jest.restoreAllMocks());

  const addedBy = async (users: MemoryUserDirectory, ids = ['7']) => {
    await users.create(
      { id: '7', username: 'carol', passwordHash: '', isActive: true, tokenVersion: 0 },
      0,
    );
    const added = new AddedClaims(users);
    return Promise.all(ids.map((id) => added.of(id)));
  };

  it('are what the user store says of the user as he is now', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(await addedBy(new Claiming())).toEqual([{ name: 'carol' }]);
  });

  it('are none where the store says nothing, and nobody is read for that', async () => {
    const users = new MemoryUserDirectory();
    users.findById = () => Promise.reject(new Error('was read'));
    expect(await addedBy(users)).toEqual([{}]);
  });

  it('are none of a user who is gone', async () => {
    expect(await addedBy(new Claiming(), ['8'])).toEqual([{}]);
  });

  it('warn of a name that is not theirs, once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await addedBy(new Claiming(), ['7', '7', '7']);
    expect(warn.mock.calls).toEqual([
      ["claims() of the user store names 'sub', which is left out: not its own."],
    ]);
    expect(warn.mock.contexts[0]).toMatchObject({ context: 'Auth' });
  });

  it('are refused when no token with them could be read again', async () => {
    class Nesting extends MemoryUserDirectory {
      override claims(): RawClaims {
        return JSON.parse(`{"deep":${'['.repeat(64)}${']'.repeat(64)}}`) as RawClaims;
      }
    }
    const message = 'claims() of the user store answers too deep a nest.';
    await expect(addedBy(new Nesting())).rejects.toThrow(message);
  });
});
