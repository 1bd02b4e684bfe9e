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
  if ((await ask(`${question} Type yes: `)) === 'yes') return;
  throw new UsageError('It was not confirmed. Nothing was changed.');
}

/** @returns nothing when the question is left by Ctrl-C */
async function ask(prompt: string): Promise<string> {
  const { read } = await import('read');
  const answer = await read({ prompt, output: process.stderr }).catch(() => '');
  return answer.trim();
}
