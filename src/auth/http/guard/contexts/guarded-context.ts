import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import type { AuthUser } from '../auth-user.js';

/** What the guard looks for a token in, and puts the user on. */
export interface GuardedRequest {
  /** The bearer of the token. `JwtAuthGuard` sets it. */
  user?: AuthUser;
}

/** How a kind of context carries a token, and how it is told that the token will not do. */
export interface GuardedContext {
  requestOf(context: ArgumentsHost): GuardedRequest;

  /** @returns undefined when there is none @throws {AuthError} `malformed_authorization` */
  tokenOf(request: GuardedRequest, context: ArgumentsHost): string | undefined;

  /** What the guard throws for a refusal, so that this kind of context answers it. */
  refusalOf(error: AuthError, context: ArgumentsHost): Error | Promise<Error>;

  /**
   * Sends an error of our services to the client. Missing for HTTP, whose filter needs an adapter.
   *
   * @returns the value that Nest expects from a filter in this kind of context
   */
  answer?(error: AuthError, context: ArgumentsHost): unknown;
}
