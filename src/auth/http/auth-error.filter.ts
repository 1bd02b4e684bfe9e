import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError } from '../domain/auth-error.js';
import { NO_STORE } from './no-store.js';
import { tokenErrorResponse } from './error-response.js';
import { setHeaders } from './send-error.js';

/** Answers what the token endpoints refuse. */
@Catch(AuthError)
export class AuthErrorFilter implements ExceptionFilter<AuthError> {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(error: AuthError, host: ArgumentsHost): void {
    const { status, headers, body } = tokenErrorResponse(error);
    setHeaders({ ...headers, ...NO_STORE }, host);
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, status);
  }
}
