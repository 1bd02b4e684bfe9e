import type { ExecutionContext } from '@nestjs/common';
import { AuthError } from '../domain/auth-error.js';
import { logRefusal } from './log-refusal.js';
import { toTokenException } from './to-http-exception.js';

/**
 * Rejects a log-in in a guard: logs the reason, and throws the exception for which Nest sends the
 * response. An error that is not an {@link AuthError} is thrown unchanged.
 *
 * @throws {HttpException} with the body of the HTTP contract, headers set
 */
export function rejectLogin(error: unknown, context: ExecutionContext): never {
  if (!(error instanceof AuthError)) throw error;
  logRefusal(error, context.switchToHttp().getRequest());
  throw toTokenException(error, context);
}
