import { setTimeout } from 'node:timers/promises';
import { Crowd } from './crowd.js';
import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import { CREDENTIALS, type Scene } from './scene.js';
import type { Outcome } from './tally.js';

/** What a fault did, so many times, to honest clients. */
export interface Figures {
  fault: string;
  database: string;
  times: number;
  seconds: number;
  logins: number;
  rotations: number;
  requests: number;
  outcomes: ReadonlyMap<Outcome, number>;
  retries: number;
  longestMs: number;
  violations: readonly string[];
}

const CLIENTS = 8;

/** Has a fault strike while a crowd is at work, and waits until everybody is served again. */
export async function trial<D extends FaultDatabase>(
  scene: Scene<D>,
  fault: Fault<D>,
  times: number,
  clients = CLIENTS,
): Promise<Figures> {
  const { origins, chance } = scene;
  const isFlawless = fault.isGraceful === true;
  await scene.untilUp();
  const begunAt = performance.now();
  const crowd = new Crowd({ origins, clients, credentials: CREDENTIALS, isFlawless, chance });
  await crowd.untilServed();
  for (let done = 0; done < times; done++) {
    await setTimeout(chance.between(...fault.pauseMs));
    await fault.strike(scene, crowd.checker);
  }
  await crowd.untilServed();
  await crowd.end();
  return figuresOf(scene, fault, times, crowd, (performance.now() - begunAt) / 1000);
}

function figuresOf<D extends FaultDatabase>(
  scene: Scene<D>,
  fault: Fault<D>,
  times: number,
  { checker, tally }: Crowd,
  seconds: number,
): Figures {
  const refusals = scene.takeFailures();
  const failures = fault.isGraceful === true ? refusals : [];
  const unfelt = fault.wasFelt(tally, scene) ? [] : ['nobody felt the fault: nothing is shown'];
  const { requests, outcomes, retries, longestMs } = tally;
  return {
    fault: fault.name,
    database: scene.database.name,
    times,
    seconds,
    logins: checker.loginCount,
    rotations: checker.rotations,
    ...{ requests, outcomes, retries, longestMs },
    violations: [...checker.violations, ...scene.takeViolations(), ...failures, ...unfelt],
  };
}
