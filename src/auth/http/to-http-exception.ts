import { type ArgumentsHost, HttpException } from '@nestjs/common';
import type { ErrorResponse } from './error-response.js';

/** The members that Express's response and Fastify's reply have in common. */
interface HeaderWriter {
  header(name: string, value: string): unknown;
}

/** The HTTP form of an `AuthError`: the only `HttpException` that `AuthErrorFilter` handles. */
export class AuthHttpException extends HttpException {}

/**
 * Returns an exception for which Nest sends the response of docs/http-contract.md, also on an
 * application's controllers, which the module's filter does not reach. It sets the headers at once.
 */
export function toHttpException(error: ErrorResponse, host: ArgumentsHost): AuthHttpException {
  const response = host.switchToHttp().getResponse<HeaderWriter>();
  for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
  return new AuthHttpException(error.body, error.status);
}
