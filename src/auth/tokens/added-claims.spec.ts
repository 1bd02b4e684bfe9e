import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryUserDirectory } from '../../testing/memory-user-directory.js';
import type { RawClaims } from '../domain/compact-jws.js';
import type { User } from '../domain/user.js';
import { AddedClaims } from './added-claims.js';

class Claiming extends MemoryUserDirectory {
  override claims?(user: User): RawClaims {
    return { name: user.username, sub: 'another user' };
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

  it('returns the claims of the user store for the current user', async () => {
    jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(await addedBy(new Claiming())).toEqual([{ name: 'carol' }]);
  });

  it('returns no claims and reads no user when the store has no claims method', async () => {
    const users = new MemoryUserDirectory();
    users.findById = () => Promise.reject(new Error('was read'));
    expect(await addedBy(users)).toEqual([{}]);
  });

  it('returns no claims for a missing user', async () => {
    expect(await addedBy(new Claiming(), ['8'])).toEqual([{}]);
  });

  it('logs one warning for a reserved claim', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    await addedBy(new Claiming(), ['7', '7', '7']);
    expect(warn.mock.calls).toEqual([
      ["claims() of the user store returned the reserved claim 'sub', which was left out."],
    ]);
    expect(warn.mock.contexts[0]).toMatchObject({ context: 'Auth' });
  });

  it('throws for claims that are nested too deeply to be verified', async () => {
    class Nesting extends MemoryUserDirectory {
      override claims(): RawClaims {
        return JSON.parse(`{"deep":${'['.repeat(64)}${']'.repeat(64)}}`) as RawClaims;
      }
    }
    const message = 'claims() of the user store returned claims that are nested too deeply.';
    await expect(addedBy(new Nesting())).rejects.toThrow(message);
  });
});
