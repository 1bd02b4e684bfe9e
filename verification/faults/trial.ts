import { setTimeout } from 'node:timers/promises';
import { Workload } from './workload.js';
import type { Fault, FaultContext } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import { reportTimeLimit, TIME_LIMIT_MS, until, within } from './time-limit.js';
import { CREDENTIALS, type Fixture } from './fixture.js';
import type { Outcome } from './counters.js';

/** The results of a trial: the effects of repeated injections on honest clients. */
export interface TrialResult {
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
  /** The number of clients. */
  clients: number;
  /** The time limit for an observed effect of an injection. */
  effectWithinMs: number;
  /** The time limit for the recovery of every server after the last injection. */
  upWithinMs: number;
}

const DEFAULTS: TrialOptions = {
  clients: 8,
  effectWithinMs: TIME_LIMIT_MS,
  upWithinMs: TIME_LIMIT_MS,
};

/** An injection waits for several conditions, each with its own time limit. */
const INJECTION_TIME_LIMIT_MS = 3 * TIME_LIMIT_MS;

/** Injects a fault repeatedly under load, and waits for the recovery. */
export async function trial<D extends FaultDatabase>(
  fixture: Fixture<D>,
  fault: Fault<D>,
  times: number,
  options: Partial<TrialOptions> = {},
): Promise<TrialResult> {
  const { clients, effectWithinMs, upWithinMs } = { ...DEFAULTS, ...options };
  const startedAt = performance.now();
  const workload = workloadOf(fixture, fault, clients);
  const reportViolation = (what: string) => workload.checker.reportViolation(what);
  let done = 0;
  await reportTimeLimit(reportViolation, async () => {
    await fixture.waitUntilUp();
    workload.start();
    await workload.waitUntilServed();
    for (; done < times; done++) await inject(fault, { ...workload, fixture }, effectWithinMs);
    await fixture.waitUntilUp(upWithinMs);
    await workload.waitUntilServed();
  });
  await reportTimeLimit(reportViolation, () => workload.end());
  workload.close();
  return resultOf(fixture, fault, done, workload, (performance.now() - startedAt) / 1000);
}

function workloadOf<D extends FaultDatabase>(
  { origins, random, clock }: Fixture<D>,
  fault: Fault<D>,
  clients: number,
): Workload {
  const isFlawless = fault.isGraceful === true;
  const now = () => clock.now();
  return new Workload({ origins, clients, credentials: CREDENTIALS, isFlawless, random, now });
}

/** Injects the fault once, and waits for an observed effect. @throws {TimeLimitError} */
async function inject<D extends FaultDatabase>(
  fault: Fault<D>,
  context: FaultContext<D>,
  effectWithinMs: number,
): Promise<void> {
  const { fixture, checker, whileIdle } = context;
  await fault.waitForTrigger?.(fixture, checker);
  await setTimeout(fixture.random.between(...fault.pauseMs));
  const effectsBefore = fault.effectCount(context);
  const injection = fault.inject(fixture, checker, whileIdle);
  await within(INJECTION_TIME_LIMIT_MS, `${fault.name}: the injection ends`, injection);
  const hasEffect = () => fault.effectCount(context) > effectsBefore;
  await until(`${fault.name}: an effect is observed`, hasEffect, effectWithinMs);
}

function resultOf<D extends FaultDatabase>(
  fixture: Fixture<D>,
  fault: Fault<D>,
  times: number,
  { checker, counters }: Workload,
  seconds: number,
): TrialResult {
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
