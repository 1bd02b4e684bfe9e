import { isIntact } from '../../auth/domain/text.js';
import { UsageError } from '../usage-error.js';

/**
 * Rejects arguments that are not UTF-8. Node replaces invalid bytes with U+FFFD, so different
 * names become equal.
 *
 * @throws {UsageError} with the position of the first such argument
 */
export function requireDecoded(args: readonly string[]): void {
  const position = args.findIndex((argument) => !isIntact(argument)) + 1;
  if (position === 0) return;
  throw new UsageError(
    `Argument ${position} is not UTF-8 text. Nothing was changed. Use a terminal and a locale with UTF-8.`,
  );
}
