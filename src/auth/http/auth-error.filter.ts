import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AuthError } from '../domain/auth-error.js';
import { tokenErrorResponse } from './error-response.js';
import { logRefusal } from './log-refusal.js';
import { NO_STORE } from './no-store.js';
import { toHttpException } from './send-error.js';

/** Answers what our own routes and their guards refuse, whatever filters the application has. */
@Catch(AuthError, HttpException)
export class AuthErrorFilter implements ExceptionFilter<AuthError | HttpException> {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(error: AuthError | HttpException, host: ArgumentsHost): void {
    const answer = error instanceof AuthError ? refusal(error, host) : error;
    const response = host.switchToHttp().getResponse<object>();
    this.adapterHost.httpAdapter.reply(response, answer.getResponse(), answer.getStatus());
  }
}

function refusal(error: AuthError, host: ArgumentsHost): HttpException {
  logRefusal(error, host.switchToHttp().getRequest<object>());
  const { headers, ...answer } = tokenErrorResponse(error);
  return toHttpException({ ...answer, headers: { ...headers, ...NO_STORE } }, host);
}
