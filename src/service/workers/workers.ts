import cluster from 'node:cluster';
import { argv } from 'node:process';
import type { LoggerService } from '@nestjs/common';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { processHashConcurrency } from '../../auth/users/hash-concurrency.js';
import { announce, announceFailure, type Listening, type Output } from '../bootstrap/announce.js';
import { serviceLog } from '../bootstrap/service-log.js';
import { startWarnings } from '../bootstrap/start-warnings.js';
import { type Configuration, readConfiguration } from '../configuration/configuration.js';
import { type Environment, environmentOf } from '../configuration/environment.js';
import type { Variables } from '../configuration/variable.js';
import { threadsOfWorker } from './worker-count.js';
import { WorkerPool } from './worker-pool.js';
import { workerVariables } from './worker-variables.js';

/** Time for a stopping worker to end by itself after SHUTDOWN_TIMEOUT. */
const KILL_DELAY_MS = 5_000;

/** No worker listens, and new ones keep failing. */
class WorkersFailedError extends OperationalError {
  override readonly name = 'WorkersFailedError';
}

/**
 * The service as several processes that share its ports. This process supervises them and serves their
 * metrics. It loads neither Nest nor a driver.
 */
export class Workers {
  private isRestarting = false;

  private constructor(
    private readonly variables: Variables,
    private readonly pool: WorkerPool,
    private readonly log: LoggerService,
  ) {}

  /**
   * Starts the service, and announces it.
   *
   * @param variables of this process
   * @param configuration read from the variables
   * @param onFailure called later if all workers keep failing
   * @throws {ConfigurationError}
   * @throws {ListeningError} of the metrics
   * @throws {WorkerStartError} when a worker cannot start. It has printed the reason
   */
  static async start(
    variables: Variables,
    configuration: Configuration,
    output: Output,
    onFailure: (error: Error) => void,
  ): Promise<Workers> {
    const environment = environmentOf(configuration);
    const log = await serviceLog(environment, output);
    for (const warning of startWarnings(environment)) log.warn(warning, 'Keyturn');
    cluster.setupPrimary({ exec: argv[1]!, args: argv.slice(2), serialization: 'advanced' });
    const settings = poolSettings(environment, output);
    const pool = new WorkerPool(workerVariables(variables, configuration.readings), settings, log);
    pool.onAllFailed = () => onFailure(new WorkersFailedError(FAILED));
    await serveMetricsOf(pool, environment, log);
    const listening = await startAll(pool, output);
    announce(environment, listening, output, (message) => void log.log(message, 'Keyturn'));
    return new Workers(variables, pool, log);
  }

  /**
   * Replaces one worker after the other, while the others serve its requests. Reads the files of secrets
   * again. An error is logged, and the remaining workers keep running.
   */
  async restart(): Promise<void> {
    if (this.isRestarting)
      return void this.log.warn('The workers are restarting already.', CONTEXT);
    this.isRestarting = true;
    try {
      this.log.log('Restarting the workers one after the other.', CONTEXT);
      const areReplaced = await this.pool.restart(this.currentVariables());
      if (areReplaced) this.log.log('All workers were restarted.', CONTEXT);
    } catch (error) {
      this.log.error(`The restart has stopped. ${(error as Error).message}`, CONTEXT);
    } finally {
      this.isRestarting = false;
    }
  }

  /** Stops all workers after their pending requests. @returns the exit status */
  async stop(): Promise<number> {
    const ends = await this.pool.stop();
    return Math.max(0, ...ends.map(({ status }) => status ?? 1));
  }

  /** @throws {ConfigurationError} */
  private currentVariables(): Variables {
    const configuration = readConfiguration(this.variables);
    environmentOf(configuration);
    return workerVariables(this.variables, configuration.readings);
  }
}

const CONTEXT = 'Workers';

const FAILED = 'All workers keep failing. Solve the errors above, and start the service again.';

const poolSettings = ({ workers, http }: Environment, { isTTY = false }: Output) => ({
  workers,
  threads: threadsOfWorker(workers, processHashConcurrency().running),
  killAfterMs: http.shutdown.timeoutMs + KILL_DELAY_MS,
  isTTY,
});

/** Listens before the workers start, so that a port in use stops the start early. */
async function serveMetricsOf(
  pool: WorkerPool,
  { metrics: { host, port } }: Environment,
  log: LoggerService,
): Promise<void> {
  if (port === undefined) return;
  const { WorkerMetrics } = await import('./worker-metrics.js');
  const metrics = new WorkerMetrics(() => pool.collect());
  pool.onEnd = (ended) => metrics.add(ended);
  const used = await metrics.listen(host, port);
  log.log(`Metrics at http://${host}:${used}/metrics`, 'Metrics');
}

async function startAll(pool: WorkerPool, output: Output): Promise<Listening> {
  let listening: Listening | undefined;
  try {
    listening = await pool.startFirst();
    await pool.startOthers();
    return listening;
  } catch (error) {
    if (listening !== undefined) announceFailure(listening, output);
    await pool.stop();
    throw error;
  }
}
