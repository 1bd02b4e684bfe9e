const fromFile = new Set<string>();

/**
 * Puts into the environment of this process what `.env` adds to it: every command then finds the
 * same database as the service.
 *
 * @throws {ConfigurationError}
 */
export async function loadDotEnv(): Promise<void> {
  const { readDotEnv } = await import('../service/configuration/dot-env.js');
  const added = readDotEnv(process.env, process.cwd());
  Object.assign(process.env, added);
  Object.keys(added).forEach((name) => fromFile.add(name));
}

/** Whether a variable came from `.env`. */
export const isFromDotEnv = (name: string): boolean => fromFile.has(name);
