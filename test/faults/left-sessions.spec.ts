import { describe, expect, it } from '@jest/globals';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET } from '../support/service.js';
import { LeftSessions } from './left-sessions.js';

const heldOf = (sid: string, gen: number) => ({
  refresh: sign({ sid, gen }, SECRET),
  ...{ access: '', key: '' },
});

describe('the sessions that were left', () => {
  it('are all asked about until each is known, by the newest token of each', async () => {
    const left = new LeftSessions();
    for (const [sid, gen] of [
      ['a', 2],
      ['a', 3],
      ['a', 1],
      ['b', 0],
    ] as const) {
      left.add(heldOf(sid, gen));
    }
    const asked: unknown[] = [];
    const responseBut = (away: string) =>
      left.settle(({ refresh }) => {
        const { sid, gen } = claimsOf(refresh);
        asked.push([sid, gen]);
        return Promise.resolve(sid !== away);
      });
    expect([await responseBut('b'), await responseBut('none')]).toEqual([false, true]);
    expect(asked).toEqual([
      ['a', 3],
      ['b', 0],
      ['b', 0],
    ]);
  });
});
