import type { INestApplicationContext } from '@nestjs/common';
import { Shutdown } from './shutdown/shutdown.js';

/**
 * Ends the service without a request that fails.
 *
 * @throws {ShutdownTimeoutError} when SHUTDOWN_TIMEOUT passed before everything was answered
 */
export const stop = (app: INestApplicationContext): Promise<void> =>
  app.get(Shutdown, { strict: false }).run(() => app.close());
