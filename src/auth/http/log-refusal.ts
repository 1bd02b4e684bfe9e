import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { idOf } from './request-id.js';

const logger = new Logger('Auth');

/** The client is told what the wire says; the log gets what it was, and an operator what is away. */
export function logRefusal({ code, detail, cause }: AuthError, request: object): void {
  const message = detail === undefined ? code : `${code}: ${detail}`;
  const requestId = idOf(request);
  const line = requestId === undefined ? message : { message, requestId };
  if (code !== 'temporarily_unavailable') logger.debug(line);
  else if (cause === undefined) logger.warn(line);
  else logger.warn(line, cause);
}
