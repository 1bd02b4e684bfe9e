import { setTimeout } from 'node:timers/promises';
import { Crowd } from './crowd.js';
import type { Fault, Witnesses } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import { inTime, PATIENCE_MS, until, within } from './time-limit.js';
import { CREDENTIALS, type Fixture } from './fixture.js';
import type { Outcome } from './counters.js';

/** What a fault did, so many times, to honest clients. */
export interface Figures {
  fault: string;
  database: string;
  times: number;
  seconds: number;
  sessions: number;
  rotations: number;
  requests: number;
  outcomes: ReadonlyMap<Outcome, number>;
  retries: number;
  longestMs: number;
  violations: readonly string[];
}

interface TrialOptions {
  /** How many are at work. */
  clients: number;
  /** How soon somebody must have felt a strike. */
  feltWithinMs: number;
  /** How soon after the last strike every server must be up. */
  upWithinMs: number;
}

const DEFAULTS: TrialOptions = {
  clients: 8,
  feltWithinMs: PATIENCE_MS,
  upWithinMs: PATIENCE_MS,
};

/** A strike waits for several things, each with a deadline of its own. */
const STRIKE_PATIENCE_MS = 3 * PATIENCE_MS;

/** Has a fault strike while a crowd is at work, and waits until everything is back. */
export async function trial<D extends FaultDatabase>(
  fixture: Fixture<D>,
  fault: Fault<D>,
  times: number,
  options: Partial<TrialOptions> = {},
): Promise<Figures> {
  const { clients, feltWithinMs, upWithinMs } = { ...DEFAULTS, ...options };
  const begunAt = performance.now();
  const crowd = crowdOf(fixture, fault, clients);
  const violate = (what: string) => crowd.checker.violate(what);
  let done = 0;
  await inTime(violate, async () => {
    await fixture.untilUp();
    crowd.begin();
    await crowd.untilServed();
    for (; done < times; done++) await strike(fault, { ...crowd, fixture }, feltWithinMs);
    await fixture.untilUp(upWithinMs);
    await crowd.untilServed();
  });
  await inTime(violate, () => crowd.end());
  crowd.close();
  return figuresOf(fixture, fault, done, crowd, (performance.now() - begunAt) / 1000);
}

function crowdOf<D extends FaultDatabase>(
  { origins, chance, clock }: Fixture<D>,
  fault: Fault<D>,
  clients: number,
): Crowd {
  const isFlawless = fault.isGraceful === true;
  const now = () => clock.now();
  return new Crowd({ origins, clients, credentials: CREDENTIALS, isFlawless, chance, now });
}

/** Once; and somebody noticed. @throws {NeverCameError} */
async function strike<D extends FaultDatabase>(
  fault: Fault<D>,
  witnesses: Witnesses<D>,
  feltWithinMs: number,
): Promise<void> {
  const { fixture, checker, quietly } = witnesses;
  await fault.untilItsMoment?.(fixture, checker);
  await setTimeout(fixture.chance.between(...fault.pauseMs));
  const feltBefore = fault.timesFelt(witnesses);
  const striking = fault.strike(fixture, checker, quietly);
  await within(STRIKE_PATIENCE_MS, `${fault.name}: it is over`, striking);
  const isFelt = () => fault.timesFelt(witnesses) > feltBefore;
  await until(`${fault.name}: somebody felt it`, isFelt, feltWithinMs);
}

function figuresOf<D extends FaultDatabase>(
  fixture: Fixture<D>,
  fault: Fault<D>,
  times: number,
  { checker, counters }: Crowd,
  seconds: number,
): Figures {
  const refusals = fixture.takeFailures();
  const failures = fault.isGraceful === true ? refusals : [];
  const { requests, outcomes, retries, longestMs } = counters;
  return {
    fault: fault.name,
    database: fixture.database.name,
    times,
    seconds,
    sessions: checker.sessionCount,
    rotations: checker.rotations,
    ...{ requests, outcomes, retries, longestMs },
    violations: [...checker.violations, ...fixture.takeViolations(), ...failures],
  };
}
