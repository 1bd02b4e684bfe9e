import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { idOf } from './request-id.js';

const logger = new Logger('Auth');

/**
 * Logs why a request was refused. A database that is away, or that could not hold a value, is a
 * warning, with its cause.
 */
export function logRefusal({ code, detail, cause }: AuthError, request: object): void {
  const message = detail === undefined ? code : `${code}: ${detail}`;
  const requestId = idOf(request);
  const line = requestId === undefined ? message : { message, requestId };
  const isOfDatabase = code === 'invalid_request' && cause !== undefined;
  if (code !== 'temporarily_unavailable' && !isOfDatabase) logger.debug(line);
  else if (cause === undefined) logger.warn(line);
  else logger.warn(line, cause);
}
