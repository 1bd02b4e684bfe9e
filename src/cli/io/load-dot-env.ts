import { UsageError } from '../usage-error.js';
import type { CommandIo } from './command-io.js';

/** The names that `.env` added to an environment. */
const addedNames = new WeakMap<CommandIo['env'], readonly string[]>();

/**
 * Adds the variables of `.env` to the environment, so that every command uses the same database as
 * the service.
 *
 * @throws {ConfigurationError}
 * @throws {UsageError} when the working directory was deleted
 */
export async function loadDotEnv(io: CommandIo): Promise<void> {
  const { readDotEnv } = await import('../../service/configuration/dot-env.js');
  const added = readDotEnv(io.env, workingDirectory(io));
  Object.assign(io.env, added);
  addedNames.set(io.env, Object.keys(added));
}

/** A deployment may replace the directory in which a shell is open. */
function workingDirectory(io: CommandIo): string {
  try {
    return io.cwd();
  } catch {
    throw new UsageError(
      'The working directory no longer exists. Change to another directory, and run the command again.',
    );
  }
}

/** Checks whether a variable comes from `.env`. */
export const isFromDotEnv = ({ env }: CommandIo, name: string): boolean =>
  addedNames.get(env)?.includes(name) === true;
