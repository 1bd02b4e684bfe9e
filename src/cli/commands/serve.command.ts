import { Command } from 'commander';
import { stopOnSignal } from '../io/stop-on-signal.js';
import { raiseYoungGenerationLimit } from '../v8-heap-flags.js';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the service, configured by environment variables (see docs/configuration.md)')
    .option('--json', 'log JSON even on a terminal')
    .action(async ({ json }: { json?: true }) => {
      const { start } = await import('../../service/bootstrap/start.js');
      const { stdout } = process;
      const write = (text: string) => stdout.write(text);
      const starting = start(process.env, { isTTY: stdout.isTTY && json !== true, write });
      stopOnSignal(starting, json === true);
      await starting;
      raiseYoungGenerationLimit();
    });
}
