import type { CommandIo } from './io/command-io.js';

/** Commands that print these warnings in their log or output. */
const COMMANDS_WITH_WARNINGS = ['serve', 'check', 'doctor'];

/** Warns on standard error of variables that look mistyped. The command ignores them. */
export async function warnOfUnknownVariables(io: CommandIo, command: string): Promise<void> {
  if (COMMANDS_WITH_WARNINGS.includes(command)) return;
  const { mistypedNames } = await import('../service/configuration/configuration.js');
  for (const warning of mistypedNames(io.env)) io.stderr.write(`Warning: ${warning}\n`);
}
