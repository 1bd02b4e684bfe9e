import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import type { AuthUser } from '../auth-user.js';

/** The object that contains the token and receives the user. */
export interface GuardedRequest {
  /** The user of the token. `JwtAuthGuard` sets it. */
  user?: AuthUser;
}

/** Reads the token and formats errors for one kind of context. */
export interface GuardedContext {
  requestOf(context: ArgumentsHost): GuardedRequest;

  /**
   * @returns undefined if the request has no token
   * @throws {AuthError} `malformed_authorization`
   */
  tokenOf(request: GuardedRequest, context: ArgumentsHost): string | undefined;

  /** Returns the exception that Nest sends to the client in this kind of context. */
  refusalOf(error: AuthError, context: ArgumentsHost): Error | Promise<Error>;

  /**
   * Sends an error of the module's services to the client. Missing for HTTP, whose filter needs an
   * adapter.
   *
   * @returns the value that Nest expects from a filter in this kind of context
   */
  respond?(error: AuthError, context: ArgumentsHost): unknown;
}
