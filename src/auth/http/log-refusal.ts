import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { isReported } from '../domain/refused-login.js';
import { idOf } from './request-id.js';

const logger = new Logger('Auth');

/**
 * Logs why a request was refused, which the client is not told: `warn` when the server is the
 * reason, unless an event has said so already; `debug` otherwise.
 */
export function logRefusal(error: AuthError, request: object): void {
  const { code, detail, cause } = error;
  const message = detail === undefined ? code : `${code}: ${detail}`;
  const requestId = idOf(request);
  const line = requestId === undefined ? message : { message, requestId };
  if (code !== 'temporarily_unavailable' || isReported(error)) logger.debug(line);
  else if (cause === undefined) logger.warn(line);
  else logger.warn(line, cause);
}
