import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { User } from '../../../domain/user.js';
import type { AuthUser } from '../auth-user.js';
import { contextOf } from '../contexts/context-of.js';

/**
 * Injects the user of the access token behind `JwtAuthGuard`, or one member of it, such as
 * `@CurrentUser('id')`. Undefined behind `@OptionalAuth()` if the request has no token.
 *
 * @example
 * ```ts
 * @Get()
 * list(@CurrentUser('id') userId: string) {}
 * ```
 */
export const CurrentUser = createParamDecorator(
  (member: keyof AuthUser | undefined, context: ExecutionContext) => {
    const { user } = contextOf(context).requestOf(context);
    return member === undefined ? user : user?.[member];
  },
);

/** Injects the user whose password `LocalAuthGuard` verified. */
export const LocalUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<{ user?: User }>().user,
);
