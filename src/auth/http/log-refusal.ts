import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { isReported } from '../domain/refused-login.js';
import { idOf } from '../domain/request-id.js';

const logger = new Logger('Auth');

/**
 * Logs why a request was rejected. An unavailable database, or a value that it rejected, is logged
 * as a warning with its cause, unless an event has reported it.
 */
export function logRefusal(error: AuthError, request: object): void {
  const { code, detail, cause } = error;
  const message = detail === undefined ? code : `${code}: ${detail}`;
  const requestId = idOf(request);
  const line = requestId === undefined ? message : { message, requestId };
  const isDatabaseError = code === 'invalid_request' && cause !== undefined;
  const isWarning = (code === 'temporarily_unavailable' && !isReported(error)) || isDatabaseError;
  if (!isWarning) logger.debug(line);
  else if (cause === undefined) logger.warn(line);
  else logger.warn(line, cause);
}
