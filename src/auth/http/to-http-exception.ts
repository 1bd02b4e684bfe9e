import { type ArgumentsHost, HttpException } from '@nestjs/common';
import type { ErrorResponse } from './error-response.js';

/** What Express's response and Fastify's reply have in common. */
interface HeaderWriter {
  header(name: string, value: string): unknown;
}

/** The HTTP form of our own errors: the only `HttpException` that `AuthErrorFilter` handles. */
export class AuthHttpException extends HttpException {}

/**
 * An exception that any application answers as http-contract.md says, whatever filters it has: a filter of
 * ours does not reach a host's controllers. The headers are set at once.
 */
export function toHttpException(error: ErrorResponse, host: ArgumentsHost): AuthHttpException {
  const response = host.switchToHttp().getResponse<HeaderWriter>();
  for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
  return new AuthHttpException(error.body, error.status);
}
