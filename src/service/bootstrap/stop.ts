import type { INestApplicationContext } from '@nestjs/common';
import { Shutdown } from '../shutdown/shutdown.js';

/**
 * Stops the service after all pending requests.
 *
 * @param isReplaced whether another process serves its port
 * @throws {ShutdownTimeoutError} when requests are still pending after SHUTDOWN_TIMEOUT
 */
export const stop = (
  app: INestApplicationContext,
  { isReplaced = false }: { isReplaced?: boolean } = {},
): Promise<void> => app.get(Shutdown, { strict: false }).run(() => app.close(), isReplaced);
