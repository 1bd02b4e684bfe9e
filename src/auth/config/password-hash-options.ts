import {
  type Argon2Parameters,
  MIN_ARGON2_PARAMETERS,
} from '../domain/password-hash/argon2-parameters.js';
import { COST_LIMITS } from '../domain/password-hash/cost-limits.js';
import { type MemorySize, parseMemoryKiB } from '../domain/password-hash/memory-size.js';
import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

const MIN = MIN_ARGON2_PARAMETERS;

/** The range of `passwordHashMemory`, in MiB. */
const MEMORY_MIB = { min: MIN.memoryKiB / 1024, max: COST_LIMITS.memoryKiB / 1024 };

/** The range of `passwordHashPasses`. */
export const PASSES = {
  min: MIN.passes,
  max: Math.floor(COST_LIMITS.argon2KiBPasses / MIN.memoryKiB),
};

/** The default of `passwordHashMemory`. */
export const DEFAULT_HASH_MEMORY: MemorySize = `${MEMORY_MIB.min}MiB`;

/** Follows the name of the option or variable. */
export const MEMORY_RULE =
  `needs a whole number and the unit MiB, from ${MEMORY_MIB.min}MiB (the minimum of OWASP) to ` +
  `${MEMORY_MIB.max}MiB`;

/** @returns null for a text that is not a size in the range */
export function parseHashMemory(text: string): MemorySize | null {
  const memoryKiB = parseMemoryKiB(text) ?? 0;
  return memoryKiB >= MIN.memoryKiB && memoryKiB <= COST_LIMITS.memoryKiB
    ? (text as MemorySize)
    : null;
}

/** @returns the problem with two valid values, by their names, or undefined */
export function hashWorkProblem(
  names: Readonly<Record<keyof Argon2Parameters, string>>,
  { memoryKiB, passes }: Argon2Parameters,
): string | undefined {
  const max = COST_LIMITS.argon2KiBPasses / 1024;
  const work = (memoryKiB * passes) / 1024;
  if (work <= max) return undefined;
  return (
    `${names.memoryKiB} times ${names.passes} is ${work} MiB. At most ${max} MiB are allowed, ` +
    'which take about a second of one core for each log-in. Reduce one of them.'
  );
}

/** @returns undefined if both options are left out: then the application may have its own hasher */
export function resolvePasswordHash(
  { passwordHashMemory: memory, passwordHashPasses: passes }: Partial<AuthModuleOptions>,
  problems: OptionProblems,
): Argon2Parameters | undefined {
  if (memory === undefined && passes === undefined) return undefined;
  const text = memory ?? DEFAULT_HASH_MEMORY;
  if (typeof text !== 'string' || parseHashMemory(text) === null) {
    problems.add(`passwordHashMemory is '${String(text)}'. It ${MEMORY_RULE}.`);
    return undefined;
  }
  const parameters = {
    memoryKiB: parseMemoryKiB(text)!,
    passes: problems.count('passwordHashPasses', passes, PASSES.max, PASSES.min) ?? PASSES.min,
  };
  const names = { memoryKiB: 'passwordHashMemory', passes: 'passwordHashPasses' };
  const problem = hashWorkProblem(names, parameters);
  if (problem !== undefined) problems.add(problem);
  return parameters;
}
