import { Command } from 'commander';
import type { CommandIo } from '../io/command-io.js';
import type { JsonOption } from '../io/print.js';
import { stopOnSignal } from '../io/stop-on-signal.js';
import { useDefaultV8Flags } from '../v8-start-flags.js';

export function serveCommand(io: CommandIo): Command {
  return new Command('serve')
    .description('run the service, configured by environment variables (see docs/configuration.md)')
    .option('--json', 'log JSON even on a terminal')
    .action(async ({ json }: JsonOption) => {
      const { start } = await import('../../service/bootstrap/start.js');
      const { stdout } = io;
      const write = (text: string) => stdout.write(text);
      const starting = start(io.env, { isTTY: stdout.isTTY === true && json !== true, write });
      stopOnSignal(io, starting, json === true);
      await starting;
      useDefaultV8Flags();
    });
}
