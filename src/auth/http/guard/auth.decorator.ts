import { applyDecorators, UseGuards } from '@nestjs/common';
import { RequireClaims, RequireToken } from './access.decorators.js';
import { describeAuth } from './describe-auth.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';

/** What `@Auth()` asks for beside a good token: `roles` is one more claim. */
export interface AuthRequirements {
  /** One of these must be in the claim `roles`. */
  roles?: string | readonly string[];
  /** Claims and their allowed values, as in {@link RequireClaims}. */
  claims?: Readonly<Record<string, unknown>>;
}

/**
 * `@UseGuards(JwtAuthGuard)`, what is required of the claims, and a description of both for
 * `@nestjs/swagger`, where the application has it. Inside a controller that is public, or derived
 * from one, it closes what it stands on.
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
  const asks = Object.keys(required).length > 0;
  return applyDecorators(
    UseGuards(JwtAuthGuard),
    asks ? RequireClaims(required) : RequireToken(),
    describeAuth(asks),
  );
}
