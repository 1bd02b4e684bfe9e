import { allowedNodeEnvironmentFlags, env } from 'node:process';

/**
 * Checks whether a command line may have options of V8, such as `--jitless` or `--no-opt`: options that
 * `NODE_OPTIONS` does not accept. It accepts nearly all of Node, and of V8 only `--jitless` and
 * harmless ones, such as `--max-old-space-size`.
 *
 * @param args the arguments between `node` and the script
 * @param nodeOptions the environment variable `NODE_OPTIONS`
 */
export const hasOptionsOfV8 = (
  args: readonly string[],
  nodeOptions = env['NODE_OPTIONS'] ?? '',
): boolean =>
  [nodeOptions, ...args].some((text) => text.includes('--jitless')) ||
  args.some((arg) => arg.startsWith('-') && !allowedNodeEnvironmentFlags.has(arg));
