import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import type { AuthUser } from '../auth-user.js';

/** What the guard looks for a token in, and puts the user on. */
export interface GuardedRequest {
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
   * How a filter answers an error of our services. HTTP has none: its filter needs an adapter.
   *
   * @returns what Nest expects of a filter in this kind of context
   */
  answer?(error: AuthError, context: ArgumentsHost): unknown;
}
