import { UsageError } from '../usage-error.js';

const fromFile = new Set<string>();

/**
 * Adds the variables of `.env` to the environment of this process, so that every command uses the
 * same database as the service.
 *
 * @throws {ConfigurationError}
 * @throws {UsageError} when the working directory was deleted
 */
export async function loadDotEnv(): Promise<void> {
  const { readDotEnv } = await import('../../service/configuration/dot-env.js');
  const added = readDotEnv(process.env, workingDirectory());
  Object.assign(process.env, added);
  Object.keys(added).forEach((name) => fromFile.add(name));
}

/** A deployment may replace the directory in which a shell is open. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError(
      'The working directory no longer exists. Change to another directory, and run the command again.',
    );
  }
}

/** Checks whether a variable comes from `.env`. */
export const isFromDotEnv = (name: string): boolean => fromFile.has(name);
