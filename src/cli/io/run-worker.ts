import type { Output } from '../../service/bootstrap/announce.js';
import { WORKER_VARIABLE } from '../../service/workers/worker-message.js';
import { reportError } from '../report-error.js';
import { useDefaultV8Flags } from '../v8-start-flags.js';
import type { CommandIo } from './command-io.js';

/** Whether the primary process of the service has started this process. */
export const isWorker = ({ env }: CommandIo): boolean =>
  env[WORKER_VARIABLE] !== undefined && process.send !== undefined;

/** Runs a worker, and ends the process: the channel to the primary process would keep it running. */
export async function runWorker(io: CommandIo, output: Output, asJson: boolean): Promise<never> {
  try {
    const worker = await import('../../service/workers/worker.js');
    await worker.runWorker(output, useDefaultV8Flags);
  } catch (error) {
    process.exit(reportError(io, error, asJson));
  }
  process.exit(0);
}
