import { UsageError } from './usage-error.js';

const fromFile = new Set<string>();

/**
 * Puts into the environment of this process what `.env` adds to it: every command then finds the
 * same database as the service.
 *
 * @throws {ConfigurationError}
 * @throws {UsageError} when the working directory was deleted
 */
export async function loadDotEnv(): Promise<void> {
  const { readDotEnv } = await import('../service/configuration/dot-env.js');
  const added = readDotEnv(process.env, workingDirectory());
  Object.assign(process.env, added);
  Object.keys(added).forEach((name) => fromFile.add(name));
}

/** A deployment may have replaced the directory in which a shell is still open. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError(
      'The working directory does not exist any more. Change to one that exists, and run the command again.',
    );
  }
}

/** Whether a variable came from `.env`. */
export const isFromDotEnv = (name: string): boolean => fromFile.has(name);
