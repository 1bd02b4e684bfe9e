import type { Fault } from './fault.js';
import type { FaultDatabase } from './fault-database.js';
import type { Scene } from './scene.js';
import { type Figures, trial } from './trial.js';

/** Faults that strike the same scene, one after the other, each so many times. */
export type FaultRun = (isWanted: (fault: string) => boolean) => AsyncGenerator<Figures>;

export function faultRun<D extends FaultDatabase>(
  open: () => Promise<Scene<D>>,
  faults: readonly (readonly [Fault<D>, times: number])[],
): FaultRun {
  return async function* (isWanted) {
    const wanted = faults.filter(([{ name }]) => isWanted(name));
    if (wanted.length === 0) return;
    const scene = await open();
    let last: string[];
    try {
      for (const [fault, times] of wanted) yield await trial(scene, fault, times);
    } finally {
      last = await scene.drop();
    }
    if (last.length > 0) yield atTheEnd(scene, last);
  };
}

/** A line for what nobody had read when the last trial was over. */
const atTheEnd = ({ database }: Scene, violations: string[]): Figures => ({
  fault: 'the end of all servers',
  database: database.name,
  ...{ times: 0, seconds: 0, logins: 0, rotations: 0, requests: 0, retries: 0, longestMs: 0 },
  outcomes: new Map(),
  violations,
});
