import { Command } from 'commander';
import { print } from '../io/print.js';
import { ExitError } from '../exit-error.js';

export function healthcheckCommand(): Command {
  return new Command('healthcheck')
    .description('check whether the service on this machine is ready; for containers without curl')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const { readSection } = await import('../../service/configuration/configuration.js');
      const { SERVICE } = await import('../../service/configuration/variables.js');
      const { checkHealth } = await import('./check-health.js');
      const { host, port } = readSection({ host: SERVICE.host, port: SERVICE.port }, process.env);
      const health = await checkHealth(host, port);
      print(json, health, () => health.reason);
      if (!health.ready) throw new ExitError(1);
    });
}
