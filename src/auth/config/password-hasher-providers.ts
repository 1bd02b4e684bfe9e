import type { Provider } from '@nestjs/common';
import { MIN_ARGON2_PARAMETERS } from '../domain/password-hash/argon2-parameters.js';
import { hashMemoryProblem, maxMemoryKiBOf } from '../domain/password-hash/hash-memory.js';
import { PasswordHasher } from '../domain/password-hasher.js';
import { Argon2PasswordHasher } from '../users/argon2-password-hasher.js';
import { machineMemoryBytes } from '../users/hashing/machine-memory.js';
import { HashQueue } from '../users/hash-queue.js';
import { QueuedPasswordHasher, UNQUEUED_PASSWORD_HASHER } from '../users/queued-password-hasher.js';
import { AUTH_SETTINGS, type AuthSettings } from './auth.settings.js';
import { type CustomProvider, provideFor } from './custom-provider.js';
import { AuthOptionsError } from './option-problems.js';

/** Injection token of the application's hasher, before it was checked. */
const GIVEN_PASSWORD_HASHER = Symbol('GIVEN_PASSWORD_HASHER');

/** Returns the providers of the hasher: the application's, or the default. */
export const passwordHasherProviders = (
  custom: CustomProvider<PasswordHasher> | undefined,
): Provider[] => [
  ...(custom === undefined ? [OF_MODULE] : [provideFor(GIVEN_PASSWORD_HASHER, custom), GIVEN]),
  {
    provide: PasswordHasher,
    useFactory: (hasher: PasswordHasher, queue: HashQueue) =>
      new QueuedPasswordHasher(hasher, queue),
    inject: [UNQUEUED_PASSWORD_HASHER, HashQueue],
  },
];

/** Depends on the settings, so that all other problems are reported first. */
const OF_MODULE: Provider = {
  provide: UNQUEUED_PASSWORD_HASHER,
  useFactory: ({ passwordHash }: AuthSettings, queue: HashQueue) =>
    hasherOf(passwordHash ?? MIN_ARGON2_PARAMETERS, queue.maxRunning),
  inject: [AUTH_SETTINGS, HashQueue],
};

const GIVEN: Provider = {
  provide: UNQUEUED_PASSWORD_HASHER,
  useFactory: ({ passwordHash }: AuthSettings, hasher: PasswordHasher) => {
    if (passwordHash === undefined) return hasher;
    throw new AuthOptionsError([
      'passwordHashMemory and passwordHashPasses have no effect with your own passwordHasher. ' +
        'Leave them out.',
    ]);
  },
  inject: [AUTH_SETTINGS, GIVEN_PASSWORD_HASHER],
};

/** @throws {AuthOptionsError} if the hashes do not fit into the memory of the machine */
function hasherOf(parameters: typeof MIN_ARGON2_PARAMETERS, hashes: number): PasswordHasher {
  const memory = { hashes, machineBytes: machineMemoryBytes() };
  const problem = hashMemoryProblem('passwordHashMemory', parameters.memoryKiB, memory);
  if (problem !== undefined) throw new AuthOptionsError([problem]);
  return new Argon2PasswordHasher(parameters, maxMemoryKiBOf(memory));
}
