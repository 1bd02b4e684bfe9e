import { UsageError } from './usage-error.js';

/**
 * Asks at the terminal before something that cannot be taken back.
 *
 * @param isConfirmed by an option: then nobody is asked
 * @throws {UsageError} when the answer is no, or there is nobody to ask
 */
export async function confirm(question: string, isConfirmed: true | undefined): Promise<void> {
  if (isConfirmed) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Confirm by --yes.`);
  if (!/^y(es)?$/i.test(await ask(`${question} [y/N] `))) {
    throw new UsageError('Not confirmed. Nothing was changed.');
  }
}

/** @returns nothing when the question is left by Ctrl-C */
async function ask(prompt: string): Promise<string> {
  const { read } = await import('read');
  return read({ prompt, output: process.stderr }).catch(() => '');
}
