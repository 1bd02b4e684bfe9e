import { allowedNodeEnvironmentFlags, env } from 'node:process';

/**
 * Checks whether a command line may have options of V8, such as `--jitless` or `--no-opt`. `NODE_OPTIONS`
 * accepts nearly all options of Node, and only harmless ones of V8, such as `--max-old-space-size`.
 *
 * @param args the arguments between `node` and the script
 * @param nodeOptions the environment variable `NODE_OPTIONS`
 */
export const hasOptionsOfV8 = (
  args: readonly string[],
  nodeOptions = env['NODE_OPTIONS'] ?? '',
): boolean =>
  nodeOptions.includes('jitless') ||
  args.some((arg) => arg.startsWith('-') && (arg.includes('jitless') || !isAllowed(arg)));

const isAllowed = (option: string): boolean => allowedNodeEnvironmentFlags.has(option);
