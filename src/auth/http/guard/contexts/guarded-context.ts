import type { ExecutionContext } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import type { AuthUser } from '../auth-user.js';

/** What the guard looks for a token in, and puts the user on. */
export interface GuardedRequest {
  user?: AuthUser;
}

/** How a kind of context carries a token, and how it is told that the token will not do. */
export interface GuardedContext {
  requestOf(context: ExecutionContext): GuardedRequest;

  /** @returns undefined when there is none @throws {AuthError} `malformed_authorization` */
  tokenOf(request: GuardedRequest, context: ExecutionContext): string | undefined;

  /** What the guard throws for a refusal, so that this kind of context answers it. */
  refusalOf(error: AuthError, context: ExecutionContext): Error | Promise<Error>;
}
