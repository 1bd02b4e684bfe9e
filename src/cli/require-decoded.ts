import { isIntact } from '../auth/domain/intact-text.js';
import { UsageError } from './usage-error.js';

/**
 * Refuses arguments that are not UTF-8: Node replaces their bytes by U+FFFD before any of our code
 * runs, and two names become one.
 *
 * @param argv of the process: Node, the script and the arguments
 * @throws {UsageError} that names the first such argument by its position
 */
export function requireDecoded([, , ...args]: readonly string[]): void {
  const position = args.findIndex((argument) => !isIntact(argument)) + 1;
  if (position === 0) return;
  throw new UsageError(
    `Argument ${position} is not UTF-8 text. Nothing was changed. Use a terminal and a locale with UTF-8.`,
  );
}
