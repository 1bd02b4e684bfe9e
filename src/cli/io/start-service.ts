import type { INestApplication } from '@nestjs/common';
import type { Output } from '../../service/bootstrap/announce.js';
import { reportError } from '../report-error.js';
import type { CommandIo } from './command-io.js';
import type { Stoppable } from './stop-on-signal.js';

/** Starts the service as one process, or as several, with WORKERS. */
export async function startService(
  io: CommandIo,
  output: Output,
  asJson: boolean,
): Promise<Stoppable> {
  const { readConfiguration } = await import('../../service/configuration/configuration.js');
  const { environmentOf } = await import('../../service/configuration/environment.js');
  const configuration = readConfiguration(io.env);
  const environment = environmentOf(configuration);
  if (environment.workers === 1) {
    const { start } = await import('../../service/bootstrap/start.js');
    return stoppable(await start(environment, output));
  }
  const { Workers } = await import('../../service/workers/workers.js');
  const onFailure = (error: Error) => process.exit(reportError(io, error, asJson));
  const starting = Workers.start(io.env, configuration, output, onFailure);
  const restart = async () => (await starting.catch(() => undefined))?.restart();
  // Without a listener, the signal would end a process that starts.
  process.on('SIGUSR2', () => void restart());
  return starting;
}

const stoppable = (app: INestApplication): Stoppable => ({
  stop: async () => {
    const { stop } = await import('../../service/bootstrap/stop.js');
    await stop(app);
    return 0;
  },
});
