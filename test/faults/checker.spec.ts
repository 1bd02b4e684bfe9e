import { beforeEach, describe, expect, it } from '@jest/globals';
import { sign } from '../support/jwt.js';
import { SECRET, type Tokens } from '../support/service.js';
import { Checker } from './checker.js';

/** @param mark makes tokens differ that say the same of their session */
const pairOf = (gen: number, jti = `id-${gen}`, mark = ''): Tokens => ({
  refresh: sign({ sid: 'a-session', gen, jti, mark }, SECRET),
  access: sign({ sid: 'a-session', gen, mark }, SECRET),
});

describe('the checker', () => {
  let checker: Checker;
  let begunAt: number;

  beforeEach(() => {
    checker = new Checker();
    begunAt = performance.now();
    checker.loggedIn(pairOf(0));
  });

  const refresh = (gen: number, pair = pairOf(gen + 1), at = performance.now()) =>
    checker.refreshed({ refresh: pairOf(gen).refresh, at }, pair);
  const later = () => new Promise((resolve) => setTimeout(resolve, 2));

  it('finds nothing in a chain whose answers come twice, also late', async () => {
    const at = performance.now();
    refresh(0);
    refresh(0);
    await later();
    refresh(1);
    refresh(0, pairOf(1), at);
    expect(checker.violations).toEqual([]);
  });

  it('notices two different successors of one token', () => {
    refresh(0);
    refresh(0, pairOf(1, 'id-1', 'other'));
    expect(checker.violations).toEqual([expect.stringMatching(/^two winners: generation 0 has/)]);
  });

  it('notices a token that is answered after its successor was consumed', async () => {
    refresh(0);
    refresh(1);
    await later();
    refresh(0);
    expect(checker.violations).toEqual([expect.stringMatching(/after its successor/)]);
  });

  it('notices a generation that is left out, and a session that becomes another', () => {
    refresh(0, pairOf(2));
    const other = { ...pairOf(1), refresh: sign({ sid: 'another', gen: 1 }, SECRET) };
    refresh(0, other);
    expect(checker.violations).toEqual([
      'generation 0 was followed by 2',
      'a refresh changed sessions',
    ]);
  });

  it('notices a logout that did not last, and none before it was acknowledged', async () => {
    const inFlight = performance.now();
    checker.endBegins(pairOf(0).refresh);
    await later();
    checker.ended(pairOf(0).refresh);
    refresh(0, pairOf(1), inFlight);
    await later();
    expect(checker.violations).toEqual([]);
    refresh(0);
    expect(checker.violations).toEqual(['an acknowledged logout did not last']);
  });

  it('notices an honest client that is logged out, and one whose access is refused', () => {
    checker.loggedOut(pairOf(0).refresh, 'for nothing');
    checker.accessRefused(pairOf(0).access);
    expect(checker.violations).toEqual([
      'an honest client was logged out: for nothing',
      'the access token of a living session was refused',
    ]);
  });

  it('lets a client that logs out be refused', () => {
    checker.endBegins(pairOf(0).refresh);
    checker.loggedOut(pairOf(0).refresh, 'as it wished');
    checker.accessRefused(pairOf(0).access);
    expect(checker.violations).toEqual([]);
  });

  it('lets an access token run out by the clock of the servers, and counts it', () => {
    const minute = 60_000;
    checker = new Checker(() => 10 * minute);
    checker.loggedIn(pairOf(0));
    const accessUntil = (ms: number) => sign({ sid: 'a-session', exp: ms / 1000 }, SECRET);
    checker.accessRefused(accessUntil(10 * minute));
    expect([checker.violations, checker.expired]).toEqual([[], 1]);
    checker.accessRefused(accessUntil(11 * minute));
    expect(checker.violations).toEqual(['the access token of a living session was refused']);
  });

  describe('of a logout that is refused', () => {
    const { refresh: first } = pairOf(0);
    const REFUSED = ['a logout was refused for nothing: 401'];

    it('notices the first, and one after an answer that did nothing', () => {
      checker.endBegins(first);
      checker.endPutOff(first);
      checker.endBegins(first);
      checker.endRefused(first, '401');
      expect(checker.violations).toEqual(REFUSED);
    });

    it('allows it when another may have ended the session', () => {
      checker.endBegins(first);
      checker.endBegins(first);
      checker.endRefused(first, '401');
      expect(checker.violations).toEqual([]);
    });

    it('allows it when other tabs consumed its token and the next one, not its token alone', () => {
      checker.endBegins(first);
      checker.consumes(first);
      checker.endRefused(first, '401');
      expect(checker.violations).toEqual(REFUSED);
      checker.consumes(pairOf(1).refresh);
      checker.endRefused(first, '401');
      expect(checker.violations).toEqual(REFUSED);
    });

    it('allows it when a restored backup does not know the session', () => {
      checker.restored(begunAt);
      checker.endBegins(first);
      checker.endRefused(first, '401');
      expect(checker.violations).toEqual([]);
    });

    it('holds it to what it says: the session is over', async () => {
      checker.endBegins(first);
      checker.endRefused(first, '401');
      await later();
      refresh(0);
      expect(checker.violations).toEqual([...REFUSED, 'an acknowledged logout did not last']);
    });
  });

  it('lets a restored backup lose a younger session, and no older one', () => {
    checker.restored(begunAt);
    checker.loggedOut(pairOf(0).refresh, 'gone');
    expect([checker.violations, checker.gone]).toEqual([[], 1]);
    const older = new Checker();
    older.loggedIn(pairOf(0));
    older.restored(performance.now());
    older.loggedOut(pairOf(0).refresh, 'gone');
    expect(older.violations).toHaveLength(1);
  });

  it('lets a restored backup sign a generation again, but not with another id', () => {
    refresh(0);
    checker.restored(performance.now());
    refresh(0, pairOf(1, 'id-1', 'signed later'));
    expect(checker.violations).toEqual([]);
    checker.restored(performance.now());
    refresh(0, pairOf(1, 'another-id'));
    expect(checker.violations).toEqual(['two winners: generation 1 has two ids']);
  });
});
