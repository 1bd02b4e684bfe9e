import { UsageError } from './usage-error.js';

/** @throws {UsageError} unless somebody at the terminal answers yes */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('There is no terminal to ask at. Say --yes.');
  const { read } = await import('read');
  const prompt = `${question} Type yes: `;
  const answer = await read({ prompt, output: process.stderr }).catch(() => '');
  if (answer.trim() !== 'yes') throw new UsageError('It was not confirmed. Nothing was changed.');
}
