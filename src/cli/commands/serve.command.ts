import { Command } from 'commander';
import type { CommandIo } from '../io/command-io.js';
import type { JsonOption } from '../io/print.js';
import { isWorker, runWorker } from '../io/run-worker.js';
import { startService } from '../io/start-service.js';
import { stopOnSignal } from '../io/stop-on-signal.js';
import { useDefaultV8Flags } from '../v8-start-flags.js';

export function serveCommand(io: CommandIo): Command {
  return new Command('serve')
    .description('run the service, configured by environment variables (see docs/configuration.md)')
    .option('--json', 'log JSON even on a terminal')
    .action(async ({ json }: JsonOption) => {
      const { stdout } = io;
      const asJson = json === true;
      const write = (text: string) => stdout.write(text);
      const output = { isTTY: stdout.isTTY === true && !asJson, write };
      if (isWorker(io)) return runWorker(io, output, asJson);
      const starting = startService(io, output, asJson);
      stopOnSignal(io, starting, asJson);
      await starting;
      useDefaultV8Flags();
    });
}
