import type { SeededRandom } from '../support/seeded-random.js';
import type { InProcessService } from '../../test/support/service.js';
import { timeOf } from './measure.js';
import { shareOf, shareTest, shuffle } from './statistics.js';

const NAMES = 100;
const REPETITIONS = 3;

export interface MixedResult {
  /** The share of slow names, of users and of unknown names. */
  shares: { users: number; unknown: number };
  /** The probability of such a difference, or a greater one, if there is none. */
  probability: number;
  /** The share of unknown names that are slow each time, or fast each time. */
  constant: number;
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
  const slowness = new Map<string, boolean[]>(names.flat().map((name) => [name, []]));
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    for (const name of shuffle([...slowness.keys()], random)) {
      const credentials = { username: name, password: 'amber kettle meadow' };
      slowness.get(name)!.push((await timeOf(service, credentials)) > thresholdMs);
    }
  }
  const isSlow = (name: string) => shareOf(slowness.get(name)!) > 0.5;
  const isConstant = (name: string) => [0, 1].includes(shareOf(slowness.get(name)!));
  const [users, unknown] = [names.map(([name]) => name!), names.map(([, name]) => name!)];
  const [ofUsers, ofUnknown] = [users.map(isSlow), unknown.map(isSlow)];
  return {
    shares: { users: shareOf(ofUsers), unknown: shareOf(ofUnknown) },
    probability: shareTest(ofUsers, ofUnknown, random),
    constant: shareOf(unknown.map(isConstant)),
  };
}
