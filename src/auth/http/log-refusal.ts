import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';

const logger = new Logger('Auth');

/** The client is told what the wire says; the log gets what it was, and an operator what is away. */
export function logRefusal({ code, detail, cause }: AuthError): void {
  const refusal = detail === undefined ? code : `${code}: ${detail}`;
  if (code !== 'temporarily_unavailable') logger.debug(refusal);
  else if (cause === undefined) logger.warn(refusal);
  else logger.warn(refusal, cause);
}
