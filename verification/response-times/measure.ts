import type { SeededRandom } from '../support/seeded-random.js';
import type { InProcessService } from '../../test/support/service.js';
import { type Class, CLASSES } from './classes.js';
import { type Interval, intervalOf, isWithin, medianOf, shuffle } from './statistics.js';

/** The difference that must show: a share of the time of a hash. */
export const TOLERANCE = 0.05;

const WARM_UP_ROUNDS = 20;
const ROUNDS_PER_STEP = 150;

export interface Comparison {
  class: Class;
  /** The difference to a wrong password in milliseconds. */
  interval: Interval;
  /** Undefined: undecided, because the machine is too busy for this number of rounds. */
  isEqual: boolean | undefined;
}

export interface Result {
  rounds: number;
  comparisons: Comparison[];
}

const NAMES = Object.keys(CLASSES) as Class[];
const [REFERENCE] = NAMES as [Class];

/**
 * Compares each class with a wrong password. A round has one log-in of each class in a random order,
 * so that other load slows all of them, and only differences within a round count.
 * More rounds follow until every comparison is decided.
 *
 * @param hashMs the time of one hash
 */
export async function compareClasses(
  service: InProcessService,
  hashMs: number,
  random: SeededRandom,
  maxRounds: number,
): Promise<Result> {
  const differences = new Map<Class, number[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await timesOf(service, -round, random);
  let [rounds, comparisons] = [0, [] as Comparison[]];
  while (rounds < maxRounds && !comparisons.some(({ isEqual }) => isEqual === false)) {
    for (let step = 0; step < ROUNDS_PER_STEP; step++) {
      const times = await timesOf(service, ++rounds, random);
      const reference = times.get(REFERENCE)!;
      for (const [name, time] of times) differences.get(name)!.push(time - reference);
    }
    comparisons = NAMES.filter((name) => name !== REFERENCE).map((name) => {
      const interval = intervalOf(differences.get(name)!, random);
      return { class: name, interval, isEqual: isWithin(interval, TOLERANCE * hashMs) };
    });
    if (comparisons.every(({ isEqual }) => isEqual === true)) break;
  }
  return { rounds, comparisons };
}

async function timesOf(service: InProcessService, round: number, random: SeededRandom) {
  const times = new Map<Class, number>();
  for (const name of shuffle(NAMES, random)) {
    times.set(name, await timeOf(service, CLASSES[name](round)));
  }
  return times;
}

/** @returns milliseconds */
export async function timeOf(service: InProcessService, credentials: object): Promise<number> {
  const startedAt = performance.now();
  const { status } = await service.logInAs(credentials);
  const time = performance.now() - startedAt;
  if (status !== 401) throw new Error(`The log-in responded ${status} instead of 401.`);
  return time;
}

/**
 * Returns the shortest and the median time of work in milliseconds. Load on the machine increases
 * the median more than the shortest time.
 */
export async function timesOfWork(work: () => Promise<unknown>, repetitions = 30) {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return { shortest: Math.min(...times), median: medianOf(times) };
}
