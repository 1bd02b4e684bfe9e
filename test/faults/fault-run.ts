import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import type { Fixture } from './fixture.js';
import { type Figures, trial } from './trial.js';

/** Faults that strike the same fixture, one after the other, each so many times. */
export type FaultRun = (isWanted: (fault: string) => boolean) => AsyncGenerator<Figures>;

export function faultRun<D extends FaultDatabase>(
  open: () => Promise<Fixture<D>>,
  faults: readonly (readonly [Fault<D>, times: number])[],
): FaultRun {
  return async function* (isWanted) {
    const wanted = faults.filter(([{ name }]) => isWanted(name));
    if (wanted.length === 0) return;
    const fixture = await open();
    let last: string[];
    try {
      for (const [fault, times] of wanted) yield await trial(fixture, fault, times);
    } finally {
      last = await fixture.drop();
    }
    if (last.length > 0) yield atTheEnd(fixture, last);
  };
}

/** A line for what nobody had read when the last trial was over. */
const atTheEnd = ({ database }: Fixture, violations: string[]): Figures => ({
  fault: 'the end of all servers',
  database: database.name,
  ...{ times: 0, seconds: 0, sessions: 0, rotations: 0, requests: 0, retries: 0, longestMs: 0 },
  outcomes: new Map(),
  violations,
});
