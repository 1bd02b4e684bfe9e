import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { createDatabase } from '../../test/support/databases.js';
import type { InProcessService } from '../../test/support/service.js';
import { print } from '../support/print.js';
import { seed } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import { type Hashes, startWith, usersOfClasses } from './classes.js';
import { COSTS } from './costs.js';
import { hasherOf, MUTANTS } from './hash-work.js';
import { compareClasses, type Comparison, timesOfWork, TOLERANCE } from './measure.js';
import { compareMixed, mixedUsers } from './mixed-users.js';

const MAX_ROUNDS = Number(process.env['RESPONSE_TIMES_ROUNDS'] ?? 3_000);
/** A lower probability means that a name is recognized by its time. */
const MIN_PROBABILITY = 0.001;

const UNDECIDED = 'is undecided: another class differs, or the machine is too busy';

const { values } = parseArgs({
  options: { mutant: { type: 'string' }, scenario: { type: 'string' } },
});
const isRun = (scenario: string) => scenario === (values.scenario ?? scenario);
const mutate = values.mutant === undefined ? undefined : MUTANTS[values.mutant];
if (values.mutant !== undefined && mutate === undefined) {
  throw new Error(`Unknown mutant. Expected one of: ${Object.keys(MUTANTS).join(', ')}`);
}

Logger.overrideLogger(false);
const random = new SeededRandom(seed);
const problems: string[] = [];

async function run(hashes: Hashes, work: (service: InProcessService) => Promise<void>) {
  const database = await createDatabase('sqlite');
  const service = await startWith(hashes, database);
  mutate?.(service);
  await work(service).finally(async () => {
    await service.close();
    await database.drop();
  });
}

const timeOfHash = (service: InProcessService, hash: string) =>
  timesOfWork(() => hasherOf(service).verify(hash, 'amber kettle meadow'));

const ms = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(2)} ms`;

function report(scenario: string, { class: name, interval, isEqual }: Comparison): void {
  const range = `${ms(interval.low)} to ${ms(interval.high)}`;
  print(`  ${name}: ${ms(interval.median)}, 99.9 % between ${range}`);
  if (isEqual === true) return;
  problems.push(`Hashes of ${scenario}: ${name} ${isEqual === false ? 'differs' : UNDECIDED}.`);
}

print(`SEED=${seed}: differences to a wrong password${mutate ? `, mutant ${values.mutant}` : ''}`);
for (const [scenario, hash] of Object.entries(COSTS).filter(([name]) => isRun(name))) {
  await run(usersOfClasses(hash), async (service) => {
    const stored = hash ?? (await hasherOf(service).hash('violet kettle harbor'));
    const { median: hashMs } = await timeOfHash(service, stored);
    const result = await compareClasses(service, hashMs, random, MAX_ROUNDS);
    const tolerance = `${TOLERANCE * 100} % of ${hashMs.toFixed(1)} ms`;
    print(`\nHashes of ${scenario}: ${result.rounds} rounds, tolerance ${tolerance}`);
    for (const comparison of result.comparisons) report(scenario, comparison);
  });
}

const slow = COSTS['Django’s PBKDF2']!.replace('$150000$', '$400000$');
if (isRun('mixed'))
  await run(mixedUsers(slow), async (service) => {
    const { shortest: fastMs } = await timeOfHash(
      service,
      await hasherOf(service).hash('violet kettle harbor'),
    );
    const { shortest: slowMs } = await timeOfHash(service, slow);
    const mixed = await compareMixed(service, (fastMs + slowMs) / 2, random);
    const { shares, probability, constant, constantProbability } = mixed;
    const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
    print(
      `\nA third of the hashes takes ${slowMs.toFixed(0)} ms, and the others ${fastMs.toFixed(0)} ms`,
    );
    print(
      `  slow: ${percent(shares.users)} of the users, ${percent(shares.unknown)} of the unknown names`,
    );
    print(`  probability of such a difference by chance: ${probability.toFixed(3)}`);
    print(
      `  constant: ${percent(constant.users)} of the users, ${percent(constant.unknown)} of the unknown names`,
    );
    if (probability < MIN_PROBABILITY)
      problems.push('Unknown names are slow in another proportion.');
    if (constantProbability < MIN_PROBABILITY) problems.push('Unknown names change their times.');
  });

for (const problem of problems) print(`\n${problem}`);
if (problems.length === 0) print('\nNo difference.');
process.exit(problems.length === 0 ? 0 : 1);
