import type { Command } from 'commander';
import { createProgram } from '../../src/cli/run.js';

/** A command of the CLI, such as `user create`. */
export interface KnownCommand {
  name: string;
  hasJson: boolean;
  /** Whether it has only subcommands. */
  isGroup: boolean;
}

/** @returns all commands including groups, in the order of the tree */
export const knownCommands = (): KnownCommand[] =>
  createProgram(process).commands.flatMap((command) => commandsIn(command, []));

function commandsIn(command: Command, above: readonly string[]): KnownCommand[] {
  const names = [...above, command.name()];
  const hasJson = command.options.some(({ long }) => long === '--json');
  const isGroup = command.commands.length > 0 && command.options.length === 0;
  const below = command.commands.flatMap((one) => commandsIn(one, names));
  return [{ name: names.join(' '), hasJson, isGroup }, ...below];
}
