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
    try {
      for (const [fault, times] of wanted) yield await trial(scene, fault, times);
    } finally {
      await scene.drop();
    }
  };
}
