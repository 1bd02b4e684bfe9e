import { Logger } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';

const logger = new Logger('Auth');

/** The client is told what the wire says; the log gets what it was, and an operator what is away. */
export function logRefusal({ code, detail = '' }: AuthError): void {
  if (code === 'temporarily_unavailable') logger.warn(`${code}: ${detail}`);
  else logger.debug(`${code}: ${detail}`);
}
