import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { User } from '../../domain/user.store.js';
import type { AuthUser } from './auth-user.js';
import { contextOf } from './contexts/context-of.js';

/**
 * Who the bearer is, behind `JwtAuthGuard`: whole, or one member of it, such as
 * `@CurrentUser('id')`. Undefined behind `@OptionalAuth()` when no token came.
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

/** Whose user name and password they were, behind `LocalAuthGuard`. */
export const Credentials = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<{ user?: User }>().user,
);
