import type { CommandIo } from './command-io.js';
import { prompt } from './prompt.js';
import { UsageError } from '../usage-error.js';

/**
 * Prompts for confirmation before an irreversible action.
 *
 * @param isConfirmed skips the prompt, because an option has confirmed the action
 * @throws {UsageError} when the input is not `yes`, or when standard input is not a terminal
 */
export async function confirm(
  io: CommandIo,
  question: string,
  isConfirmed: true | undefined,
): Promise<void> {
  if (isConfirmed) return;
  if (!io.stdin.isTTY) throw new UsageError(`${question} Confirm with --yes.`);
  if ((await inputFor(io, `${question} Type yes: `)).trim() === 'yes') return;
  throw new UsageError('Not confirmed. Nothing was changed.');
}

/** @returns an empty string when the user cancels the prompt */
const inputFor = (io: CommandIo, text: string): Promise<string> =>
  prompt(io, { prompt: text }).catch(() => '');
