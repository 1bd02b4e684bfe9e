import type { SeededRandom } from '../support/seeded-random.js';
import type { InProcessService } from '../../test/support/service.js';
import { timeOf } from './measure.js';
import { shareOf, shareTest, shuffle } from './statistics.js';

const NAMES = 60;
/** Each half decides by its fastest log-in, because load only makes log-ins slower. */
const REPETITIONS = 4;

export interface MixedResult {
  /** The share of slow names, of users and of unknown names. */
  shares: { users: number; unknown: number };
  /** The probability of such a difference, or a greater one, if there is none. */
  probability: number;
  /** The shares of names that are slow in both halves, or fast in both. Load changes some of users. */
  constant: { users: number; unknown: number };
  /** The probability of such a difference in `constant`, if there is none. */
  constantProbability: number;
}

/** The users of a database in which a third of the hashes are slow. */
export const mixedUsers = (slow: string): Record<string, string | undefined> =>
  Object.fromEntries(
    Array.from({ length: NAMES }, (_, index) => [
      `user ${index}`,
      index % 3 === 0 ? slow : undefined,
    ]),
  );

/**
 * Compares how many names of users and how many unknown names are slow.
 *
 * @param thresholdMs a time between those of a fast and a slow hash
 */
export async function compareMixed(
  service: InProcessService,
  thresholdMs: number,
  random: SeededRandom,
): Promise<MixedResult> {
  const names = Array.from({ length: NAMES }, (_, index) => [`user ${index}`, `unknown ${index}`]);
  const times = new Map<string, number[]>(names.flat().map((name) => [name, []]));
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const name of shuffle([...times.keys()], random)) {
      const credentials = { username: name, password: 'amber kettle meadow' };
      times.get(name)!.push(await timeOf(service, credentials));
    }
  }
  const isSlow = (name: string, from = 0, to = REPETITIONS) =>
    Math.min(...times.get(name)!.slice(from, to)) > thresholdMs;
  const isConstant = (name: string) =>
    isSlow(name, 0, REPETITIONS / 2) === isSlow(name, REPETITIONS / 2);
  const [users, unknown] = [names.map(([name]) => name!), names.map(([, name]) => name!)];
  const [ofUsers, ofUnknown] = [
    users.map((name) => isSlow(name)),
    unknown.map((name) => isSlow(name)),
  ];
  return {
    shares: { users: shareOf(ofUsers), unknown: shareOf(ofUnknown) },
    probability: shareTest(ofUsers, ofUnknown, random),
    constant: { users: shareOf(users.map(isConstant)), unknown: shareOf(unknown.map(isConstant)) },
    constantProbability: shareTest(users.map(isConstant), unknown.map(isConstant), random),
  };
}
