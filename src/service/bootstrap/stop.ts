import type { INestApplicationContext } from '@nestjs/common';
import { Shutdown } from '../shutdown/shutdown.js';

/**
 * Stops the service after all pending requests.
 *
 * @throws {ShutdownTimeoutError} when requests are still pending after SHUTDOWN_TIMEOUT
 */
export const stop = (app: INestApplicationContext): Promise<void> =>
  app.get(Shutdown, { strict: false }).run(() => app.close());
