import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import type { Fixture } from './fixture.js';
import { type TrialResult, trial } from './trial.js';

/** Injects several faults into one fixture, one after the other. @param isSelected selects faults by name */
export type FaultRun = (isSelected: (fault: string) => boolean) => AsyncGenerator<TrialResult>;

export function faultRun<D extends FaultDatabase>(
  open: () => Promise<Fixture<D>>,
  faults: readonly (readonly [Fault<D>, times: number])[],
): FaultRun {
  return async function* (isSelected) {
    const wanted = faults.filter(([{ name }]) => isSelected(name));
    if (wanted.length === 0) return;
    const fixture = await open();
    let last: string[];
    try {
      for (const [fault, times] of wanted) yield await trial(fixture, fault, times);
    } finally {
      last = await fixture.drop();
    }
    if (last.length > 0) yield resultOfShutdown(fixture, last);
  };
}

/** Reports the violations that the servers logged after the last trial. */
const resultOfShutdown = ({ database }: Fixture, violations: string[]): TrialResult => ({
  fault: 'the end of all servers',
  database: database.name,
  ...{ times: 0, seconds: 0, sessions: 0, rotations: 0, requests: 0, retries: 0, longestMs: 0 },
  outcomes: new Map(),
  violations,
});
