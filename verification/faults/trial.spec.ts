import { afterEach, describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../support/seeded-random.js';
import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import { gracefulStop } from './graceful-stop.js';
import { jumpingClock } from './jumping-clock.js';
import { until } from './time-limit.js';
import { FakeServer } from './fake-server.js';
import { revokesSession, ignoresLogout, FakeService, rejectsLogout } from './fake-service.js';
import { Fixture } from './fixture.js';
import { SettableClock } from './settable-clock.js';
import { trial } from './trial.js';

/** For effects that must not appear. */
const SHORT = { effectWithinMs: 2_000 };

const NO_DATABASE: FaultDatabase = {
  ...{ name: 'none', url: '' },
  backUp: () => Promise.resolve(),
  restore: () => Promise.resolve(),
  drop: () => Promise.resolve(),
};

const LOGOUTS = 3;

describe('a trial', () => {
  const clock = new SettableClock();
  let service: FakeService;
  let servers: FakeServer[];
  let fixture: Fixture;

  const setUp = async (end = revokesSession, now = () => clock.now()) => {
    service = new FakeService(now, end);
    servers = [await FakeServer.start(service), await FakeServer.start(service)];
    fixture = new Fixture(NO_DATABASE, servers, clock, new SeededRandom(1));
  };
  afterEach(async () => {
    for (const server of servers) await server.end();
  });

  const violationsOf = async (fault: Fault, times = 1, deadlines = {}) =>
    (await trial(fixture, fault, times, deadlines)).violations;

  const killed: Fault = {
    name: 'a kill',
    pauseMs: [0, 50],
    inject: async () => until('the server runs', () => servers[0]!.kill()),
    effectCount: ({ counters }) => counters.of('none'),
  };

  /** No fault: waits until clients have logged out. */
  const logouts: Fault = {
    name: 'nothing',
    pauseMs: [0, 0],
    inject: () => until('clients log out', () => service.logouts >= LOGOUTS),
    effectCount: () => service.logouts,
  };

  it('a trial reports no violation when servers recover and log-outs last', async () => {
    await setUp();
    expect(await violationsOf(killed, 3)).toEqual([]);
    expect(await violationsOf(logouts)).toEqual([]);
  });

  it('a trial reports a server that stays down, although the other one serves all clients', async () => {
    await setUp();
    servers[0]!.staysDown = true;
    expect(await violationsOf(killed, 1, { upWithinMs: 1_000 })).toEqual([
      'not within 1 s: every server is up',
    ]);
  });

  it('a trial reports log-outs that are rejected and revoke no session', async () => {
    await setUp(rejectsLogout);
    const violations = await violationsOf(logouts);
    const count = (what: RegExp) => violations.filter((one) => what.test(one)).length;
    expect(count(/^a log-out was rejected without a reason/)).toBeGreaterThanOrEqual(LOGOUTS);
    expect(count(/^an acknowledged log-out did not last$/)).toBeGreaterThanOrEqual(LOGOUTS);
  });

  it('a trial reports log-outs that are accepted but revoke no session', async () => {
    await setUp(ignoresLogout);
    const violations = await violationsOf(logouts);
    const violationsOfLogout = violations.filter(
      (one) => one === 'an acknowledged log-out did not last',
    );
    expect(violationsOfLogout.length).toBeGreaterThanOrEqual(service.logouts);
  });

  it('a trial reports no violation when the clock jumps', async () => {
    await setUp();
    expect(await violationsOf(jumpingClock)).toEqual([]);
  });

  it('a trial reports a clock that does not jump', async () => {
    await setUp(revokesSession, Date.now);
    const missingEffect = `not within 2 s: ${jumpingClock.name}: an effect is observed`;
    expect(await violationsOf(jumpingClock, 1, SHORT)).toEqual([missingEffect]);
  });

  it('a trial reports a server that ignores SIGTERM', async () => {
    await setUp();
    const missingEffect = `not within 2 s: ${gracefulStop.name}: an effect is observed`;
    expect(await violationsOf(gracefulStop, 1, SHORT)).toEqual([missingEffect]);
  });

  it('a trial reports an injection without an observed effect', async () => {
    await setUp();
    const once: Fault = { ...killed, inject: () => Promise.resolve(void servers[0]!.kill()) };
    servers[0]!.staysDown = true;
    const firstOnly: Fault = {
      ...once,
      effectCount: ({ counters }) => Math.min(1, counters.of('none')),
    };
    expect(await violationsOf(firstOnly, 2, SHORT)).toEqual([
      'not within 2 s: a kill: an effect is observed',
    ]);
  });
});
