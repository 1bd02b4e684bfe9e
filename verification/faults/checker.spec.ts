import { beforeEach, describe, expect, it } from '@jest/globals';
import { SECRET, sign } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';
import { Checker } from './checker.js';

/** @param mark makes tokens of the same generation differ */
const pairOf = (gen: number, jti = `id-${gen}`, mark = ''): Tokens => ({
  refresh: sign({ sid: 'a-session', gen, jti, mark }, SECRET),
  access: sign({ sid: 'a-session', gen, mark }, SECRET),
});

describe('the checker', () => {
  let checker: Checker;
  let startedAt: number;

  beforeEach(() => {
    checker = new Checker();
    startedAt = performance.now();
    checker.loggedIn(pairOf(0));
  });

  const refresh = (gen: number, pair = pairOf(gen + 1), at = performance.now()) =>
    checker.refreshed({ refresh: pairOf(gen).refresh, at }, pair);
  const later = () => new Promise((resolve) => setTimeout(resolve, 2));

  it('the checker accepts repeated and late responses of one token chain', async () => {
    const at = performance.now();
    refresh(0);
    refresh(0);
    await later();
    refresh(1);
    refresh(0, pairOf(1), at);
    expect(checker.violations).toEqual([]);
  });

  it('the checker reports two different successors of one token', () => {
    refresh(0);
    refresh(0, pairOf(1, 'id-1', 'other'));
    expect(checker.violations).toEqual([
      expect.stringMatching(/^two successors: generation 0 has/),
    ]);
  });

  it('the checker reports a refresh that succeeds after the successor was consumed', async () => {
    refresh(0);
    refresh(1);
    await later();
    refresh(0);
    expect(checker.violations).toEqual([expect.stringMatching(/after its successor/)]);
  });

  it('the checker reports a skipped generation, and a refresh that changes the session', () => {
    refresh(0, pairOf(2));
    const other = { ...pairOf(1), refresh: sign({ sid: 'another', gen: 1 }, SECRET) };
    refresh(0, other);
    expect(checker.violations).toEqual([
      'generation 0 was followed by 2',
      'a refresh changed sessions',
    ]);
  });

  it('the checker reports a refresh after an acknowledged log-out, but not one that was sent before', async () => {
    const inFlight = performance.now();
    checker.logoutSent(pairOf(0).refresh);
    await later();
    checker.logoutAccepted(pairOf(0).refresh);
    refresh(0, pairOf(1), inFlight);
    await later();
    expect(checker.violations).toEqual([]);
    refresh(0);
    expect(checker.violations).toEqual(['an acknowledged log-out did not last']);
  });

  it('the checker reports a logged-out honest client, and a rejected access token', () => {
    checker.clientLoggedOut(pairOf(0).refresh, 'without a reason');
    checker.accessRejected(pairOf(0).access);
    expect(checker.violations).toEqual([
      'an honest client was logged out: without a reason',
      'the access token of an active session was rejected',
    ]);
  });

  it('the checker accepts rejections after a client has sent a log-out', () => {
    checker.logoutSent(pairOf(0).refresh);
    checker.clientLoggedOut(pairOf(0).refresh, 'after its own log-out');
    checker.accessRejected(pairOf(0).access);
    expect(checker.violations).toEqual([]);
  });

  it('the checker accepts and counts access tokens that expired by the clock of the servers', () => {
    const minute = 60_000;
    checker = new Checker(() => 10 * minute);
    checker.loggedIn(pairOf(0));
    const accessUntil = (ms: number) => sign({ sid: 'a-session', exp: ms / 1000 }, SECRET);
    checker.accessRejected(accessUntil(10 * minute));
    expect([checker.violations, checker.expired]).toEqual([[], 1]);
    checker.accessRejected(accessUntil(11 * minute));
    expect(checker.violations).toEqual(['the access token of an active session was rejected']);
  });

  describe('the checker, on a rejected log-out,', () => {
    const { refresh: first } = pairOf(0);
    const REFUSED = ['a log-out was rejected without a reason: 401'];

    it('the checker reports a rejected log-out when no other log-out can have revoked the session', () => {
      checker.logoutSent(first);
      checker.logoutIgnored(first);
      checker.logoutSent(first);
      checker.logoutRejected(first, '401');
      expect(checker.violations).toEqual(REFUSED);
    });

    it('the checker accepts a rejected log-out when another log-out may have revoked the session', () => {
      checker.logoutSent(first);
      checker.logoutSent(first);
      checker.logoutRejected(first, '401');
      expect(checker.violations).toEqual([]);
    });

    it('the checker accepts a rejected log-out when other tabs consumed its token and the next one', () => {
      checker.logoutSent(first);
      checker.refreshSent(first);
      checker.logoutRejected(first, '401');
      expect(checker.violations).toEqual(REFUSED);
      checker.refreshSent(pairOf(1).refresh);
      checker.logoutRejected(first, '401');
      expect(checker.violations).toEqual(REFUSED);
    });

    it('the checker accepts a rejected log-out when a restored backup lacks the session', () => {
      checker.restored(startedAt);
      checker.logoutSent(first);
      checker.logoutRejected(first, '401');
      expect(checker.violations).toEqual([]);
    });

    it('the checker reports a refresh after a rejected log-out', async () => {
      checker.logoutSent(first);
      checker.logoutRejected(first, '401');
      await later();
      refresh(0);
      expect(checker.violations).toEqual([...REFUSED, 'an acknowledged log-out did not last']);
    });
  });

  it('the checker accepts the loss of a session that is newer than the restored backup, but not of an older one', () => {
    checker.restored(startedAt);
    checker.clientLoggedOut(pairOf(0).refresh, 'gone');
    expect([checker.violations, checker.lostSessions]).toEqual([[], 1]);
    const older = new Checker();
    older.loggedIn(pairOf(0));
    older.restored(performance.now());
    older.clientLoggedOut(pairOf(0).refresh, 'gone');
    expect(older.violations).toHaveLength(1);
  });

  it('the checker accepts a generation that is signed again after a restore, but only with the same ID', () => {
    refresh(0);
    checker.restored(performance.now());
    refresh(0, pairOf(1, 'id-1', 'signed later'));
    expect(checker.violations).toEqual([]);
    checker.restored(performance.now());
    refresh(0, pairOf(1, 'another-id'));
    expect(checker.violations).toEqual(['two successors: generation 1 has two IDs']);
  });
});
