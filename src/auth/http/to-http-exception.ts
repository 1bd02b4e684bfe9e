import { type ArgumentsHost, HttpException } from '@nestjs/common';
import type { AuthError } from '../domain/auth-error.js';
import { type ErrorResponse, tokenErrorResponse } from './error-response.js';
import type { HttpResponse } from './platform.js';

/** The HTTP form of an `AuthError`: the only `HttpException` that `AuthErrorFilter` handles. */
export class AuthHttpException extends HttpException {}

/**
 * Returns an exception for which Nest sends the response of docs/http-contract.md, also on an
 * application's controllers, which the module's filter does not reach. It sets the headers at once.
 */
export function toHttpException(error: ErrorResponse, host: ArgumentsHost): AuthHttpException {
  const response = host.switchToHttp().getResponse<HttpResponse>();
  for (const [name, value] of Object.entries(error.headers)) response.header(name, value);
  return new AuthHttpException(error.body, error.status);
}

/** {@link toHttpException} for a token endpoint: no cache may store its response (RFC 6749 §5.1). */
export function toTokenException(error: AuthError, host: ArgumentsHost): AuthHttpException {
  const { headers, ...response } = tokenErrorResponse(error);
  return toHttpException(
    { ...response, headers: { ...headers, 'Cache-Control': 'no-store' } },
    host,
  );
}
