import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { User } from '../../domain/user.store.js';
import type { AuthUser } from './auth-user.js';

const userOf = (context: ExecutionContext): unknown =>
  context.switchToHttp().getRequest<{ user?: unknown }>().user;

/** Who the bearer is, behind `JwtAuthGuard`. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext) => userOf(context) as AuthUser,
);

/** Whose user name and password they were, behind `LocalAuthGuard`. */
export const Credentials = createParamDecorator(
  (_: unknown, context: ExecutionContext) => userOf(context) as User,
);
