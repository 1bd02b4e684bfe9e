import { applyDecorators, UseGuards } from '@nestjs/common';
import { RequireClaims, RequireToken } from './access.decorators.js';
import { describeAuth } from './describe-auth.js';
import { JwtAuthGuard } from '../jwt-auth.guard.js';

/** The claims that `@Auth()` requires in addition to a valid token. `roles` is one more claim. */
export interface AuthRequirements {
  /** One of these must be in the claim `roles`. */
  roles?: string | readonly string[];
  /** Claims and their allowed values, as in {@link RequireClaims}. */
  claims?: Readonly<Record<string, unknown>>;
}

/**
 * Combines `@UseGuards(JwtAuthGuard)`, the required claims, and a description of both for
 * `@nestjs/swagger`, if the application uses it. It also guards a handler of a public controller.
 *
 * @example
 * ```ts
 * @Controller('reports')
 * @Auth({ roles: ['analyst', 'admin'] })
 * export class ReportsController {}
 * ```
 */
export function Auth({ roles, claims = {} }: AuthRequirements = {}) {
  const required = { ...claims, ...(roles !== undefined && { roles }) };
  const requiresClaims = Object.keys(required).length > 0;
  return applyDecorators(
    UseGuards(JwtAuthGuard),
    requiresClaims ? RequireClaims(required) : RequireToken(),
    describeAuth(requiresClaims),
  );
}
