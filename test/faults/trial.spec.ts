import { afterEach, describe, expect, it } from '@jest/globals';
import { Chance } from './chance.js';
import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import { gracefulStop } from './graceful-stop.js';
import { jumpingClock } from './jumping-clock.js';
import { until } from './time-limit.js';
import { PretendServer } from './pretend-server.js';
import { endsSessions, endsNothing, PretendService, refusesForNothing } from './pretend-service.js';
import { Fixture } from './fixture.js';
import { SettableClock } from './settable-clock.js';
import { trial } from './trial.js';

/** Where something is not to come. */
const SHORT = { feltWithinMs: 2_000 };

const NO_DATABASE: FaultDatabase = {
  ...{ name: 'none', url: '' },
  backUp: () => Promise.resolve(),
  restore: () => Promise.resolve(),
  drop: () => Promise.resolve(),
};

const LOGOUTS = 3;

describe('a trial', () => {
  const clock = new SettableClock();
  let service: PretendService;
  let servers: PretendServer[];
  let fixture: Fixture;

  const stage = async (end = endsSessions, now = () => clock.now()) => {
    service = new PretendService(now, end);
    servers = [await PretendServer.start(service), await PretendServer.start(service)];
    fixture = new Fixture(NO_DATABASE, servers, clock, new Chance(1));
  };
  afterEach(async () => {
    for (const server of servers) await server.end();
  });

  const violationsOf = async (fault: Fault, times = 1, deadlines = {}) =>
    (await trial(fixture, fault, times, deadlines)).violations;

  const killed: Fault = {
    name: 'a kill',
    pauseMs: [0, 50],
    strike: async () => until('it runs', () => servers[0]!.kill()),
    timesFelt: ({ counters }) => counters.of('none'),
  };

  /** Nothing goes wrong, and clients log out. */
  const logouts: Fault = {
    name: 'nothing',
    pauseMs: [0, 0],
    strike: () => until('clients log out', () => service.logouts >= LOGOUTS),
    timesFelt: () => service.logouts,
  };

  it('finds nothing in servers that come back, and in logouts that last', async () => {
    await stage();
    expect(await violationsOf(killed, 3)).toEqual([]);
    expect(await violationsOf(logouts)).toEqual([]);
  });

  it('notices a server that stays down, though the other one serves everybody', async () => {
    await stage();
    servers[0]!.isMortal = true;
    expect(await violationsOf(killed, 1, { upWithinMs: 1_000 })).toEqual([
      'not within 1 s: every server is up',
    ]);
  });

  it('notices logouts that are refused for nothing, and end nothing', async () => {
    await stage(refusesForNothing);
    const violations = await violationsOf(logouts);
    const count = (what: RegExp) => violations.filter((one) => what.test(one)).length;
    expect(count(/^a logout was refused for nothing/)).toBeGreaterThanOrEqual(LOGOUTS);
    expect(count(/^an acknowledged logout did not last$/)).toBeGreaterThanOrEqual(LOGOUTS);
  });

  it('notices every logout that is granted, and ends nothing', async () => {
    await stage(endsNothing);
    const violations = await violationsOf(logouts);
    const lies = violations.filter((one) => one === 'an acknowledged logout did not last');
    expect(lies.length).toBeGreaterThanOrEqual(service.logouts);
  });

  it('finds nothing in a clock that jumps', async () => {
    await stage();
    expect(await violationsOf(jumpingClock)).toEqual([]);
  });

  it('notices a clock that never jumps', async () => {
    await stage(endsSessions, Date.now);
    const unfelt = `not within 2 s: ${jumpingClock.name}: somebody felt it`;
    expect(await violationsOf(jumpingClock, 1, SHORT)).toEqual([unfelt]);
  });

  it('notices a server that does not stop when it is told', async () => {
    await stage();
    const unfelt = `not within 2 s: ${gracefulStop.name}: somebody felt it`;
    expect(await violationsOf(gracefulStop, 1, SHORT)).toEqual([unfelt]);
  });

  it('asks of each strike whether it was felt', async () => {
    await stage();
    const once: Fault = { ...killed, strike: () => Promise.resolve(void servers[0]!.kill()) };
    servers[0]!.isMortal = true;
    const firstOnly: Fault = {
      ...once,
      timesFelt: ({ counters }) => Math.min(1, counters.of('none')),
    };
    expect(await violationsOf(firstOnly, 2, SHORT)).toEqual([
      'not within 2 s: a kill: somebody felt it',
    ]);
  });
});
