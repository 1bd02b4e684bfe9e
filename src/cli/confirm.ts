import { ask } from './ask.js';
import { UsageError } from './usage-error.js';

/**
 * Asks at the terminal before something that cannot be taken back.
 *
 * @param isConfirmed by an option: then nobody is asked
 * @throws {UsageError} unless the answer is yes, or when there is nobody to ask
 */
export async function confirm(question: string, isConfirmed: true | undefined): Promise<void> {
  if (isConfirmed) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Confirm by --yes.`);
  if ((await responseTo(`${question} Type yes: `)).trim() === 'yes') return;
  throw new UsageError('It was not confirmed. Nothing was changed.');
}

/** @returns nothing when the question is left */
const responseTo = (prompt: string): Promise<string> => ask({ prompt }).catch(() => '');
