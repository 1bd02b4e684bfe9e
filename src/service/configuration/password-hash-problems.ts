import { hashWorkProblem } from '../../auth/config/password-hash-options.js';
import type { Argon2Parameters } from '../../auth/domain/password-hash/argon2-parameters.js';
import { hashMemoryProblem, type HashMemory } from '../../auth/domain/password-hash/hash-memory.js';
import { parseMemoryKiB } from '../../auth/domain/password-hash/memory-size.js';
import { processHashConcurrency } from '../../auth/users/hash-concurrency.js';
import { machineMemoryBytes } from '../../auth/users/hashing/machine-memory.js';
import { hashesOfWorker } from '../workers/worker-count.js';
import type { SettingsOf } from './variable.js';
import { PASSWORD_HASHES } from './variables.js';

type Settings = SettingsOf<typeof PASSWORD_HASHES>;

const NAMES = {
  memoryKiB: PASSWORD_HASHES.passwordHashMemory.name,
  passes: PASSWORD_HASHES.passwordHashPasses.name,
};

/** @param settings undefined members have a problem that is reported already */
export function passwordHashProblems(
  settings: Partial<Settings>,
  memory: HashMemory = memoryOfMachine(),
): string[] {
  const { passwordHashMemory, passwordHashPasses } = settings;
  if (passwordHashMemory === undefined || passwordHashPasses === undefined) return [];
  const parameters = argon2ParametersOf({ passwordHashMemory, passwordHashPasses });
  const problems = [
    hashWorkProblem(NAMES, parameters),
    hashMemoryProblem(NAMES.memoryKiB, parameters.memoryKiB, memory),
  ];
  return problems.filter((problem) => problem !== undefined);
}

export const argon2ParametersOf = (settings: Settings): Argon2Parameters => ({
  memoryKiB: parseMemoryKiB(settings.passwordHashMemory)!,
  passes: settings.passwordHashPasses,
});

/** @param workers number of processes. Only a single one computes one more hash while it is idle. */
export function memoryOfMachine(workers = 1): HashMemory {
  const { running, spare } = processHashConcurrency();
  const hashes = workers === 1 ? running + spare : workers * hashesOfWorker(workers, running);
  return { hashes, processes: workers, machineBytes: machineMemoryBytes() };
}
