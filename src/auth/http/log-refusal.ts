import { type ArgumentsHost, Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { idOf } from './request-id.js';

const logger = new Logger('Auth');

/** The client is told what the wire says; the log gets what it was, and an operator what is away. */
export function logRefusal({ code, detail, cause }: AuthError, host: ArgumentsHost): void {
  const message = detail === undefined ? code : `${code}: ${detail}`;
  const requestId = idOf(host.switchToHttp().getRequest<object>());
  const line = requestId === undefined ? message : { message, requestId };
  if (code !== 'temporarily_unavailable') logger.debug(line);
  else if (cause === undefined) logger.warn(line);
  else logger.warn(line, cause);
}
