import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError } from '../domain/auth-error.js';
import { contextOf } from './guard/contexts/context-of.js';
import { logRefusal } from './log-refusal.js';
import { AuthHttpException, toTokenException } from './to-http-exception.js';

/**
 * Sends the same response as the module's routes for an `AuthError` and for an HTTP error of its
 * guards: over HTTP, in GraphQL, to a WebSocket and to a microservice. The application's filters
 * handle every other error.
 */
@Catch(AuthError, AuthHttpException)
export class AuthErrorFilter implements ExceptionFilter<AuthError | AuthHttpException> {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  /**
   * Sends the response for the error.
   *
   * @returns the value that Nest expects from a filter in this kind of context
   */
  catch(error: AuthError | AuthHttpException, host: ArgumentsHost): unknown {
    if (error instanceof AuthHttpException) return this.reply(error, host);
    const context = contextOf(host);
    logRefusal(error, context.requestOf(host));
    if (context.respond !== undefined) return context.respond(error, host);
    return this.reply(toTokenException(error, host), host);
  }

  private reply(error: AuthHttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<object>();
    this.adapterHost.httpAdapter.reply(response, error.getResponse(), error.getStatus());
  }
}
