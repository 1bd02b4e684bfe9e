import { describe, expect, it } from '@jest/globals';
import { claimsOf, SECRET, sign } from '../../test/support/jwt.js';
import { RevokedSessions } from './revoked-sessions.js';

const tokensOf = (sid: string, gen: number) => ({
  refresh: sign({ sid, gen }, SECRET),
  ...{ access: '', key: '' },
});

describe('the revoked sessions', () => {
  it('the revoked sessions are each presented with their newest token until they get a response', async () => {
    const revoked = new RevokedSessions();
    for (const [sid, gen] of [
      ['a', 2],
      ['a', 3],
      ['a', 1],
      ['b', 0],
    ] as const) {
      revoked.add(tokensOf(sid, gen));
    }
    const presented: unknown[] = [];
    const presentExcept = (unreachable: string) =>
      revoked.presentAll(({ refresh }) => {
        const { sid, gen } = claimsOf(refresh);
        presented.push([sid, gen]);
        return Promise.resolve(sid !== unreachable);
      });
    expect([await presentExcept('b'), await presentExcept('none')]).toEqual([false, true]);
    expect(presented).toEqual([
      ['a', 3],
      ['b', 0],
      ['b', 0],
    ]);
  });
});
