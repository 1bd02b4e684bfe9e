import { Command } from 'commander';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';
import { ExitError } from '../exit-error.js';

export function healthcheckCommand(io: CommandIo): Command {
  return new Command('healthcheck')
    .description('check whether the service on this machine is ready; for containers without curl')
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { readSection } = await import('../../service/configuration/configuration.js');
      const { SERVICE, TLS } = await import('../../service/configuration/variables.js');
      const { checkHealth } = await import('./check-health.js');
      const section = { host: SERVICE.host, port: SERVICE.port, certFile: TLS.certFile };
      const { host, port, certFile } = readSection(section, io.env);
      const health = await checkHealth(host, port, certFile !== undefined);
      print(io, json, health, () => health.reason);
      if (!health.ready) throw new ExitError(1);
    });
}
