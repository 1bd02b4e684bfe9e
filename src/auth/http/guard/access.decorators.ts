import type { ClaimRequirement } from '../../domain/claim-requirements.js';
import { type Access, declareAccess, requireClaims, requireToken } from './access-rules.js';
import { type RouteDecorator, routeDecorator } from './route-decorator.js';

/**
 * Lets everybody in, where `JwtAuthGuard` guards the controller or the whole application.
 *
 * @example
 * ```ts
 * @Get('prices')
 * @Public()
 * prices() {}
 * ```
 */
export const Public = (): RouteDecorator => accessible('public');

/**
 * Lets whoever sends no token in as nobody: `@CurrentUser()` is undefined then. A token that is
 * sent must be good.
 *
 * @example
 * ```ts
 * @Get()
 * @OptionalAuth()
 * greet(@CurrentUser() user: AuthUser | undefined) {}
 * ```
 */
export const OptionalAuth = (): RouteDecorator => accessible('optional');

/**
 * Lets only tokens in whose claims have one of the values that are written for each: 403 for others.
 * What a controller asks for and what its handler asks for must both be met. It asks `JwtAuthGuard`,
 * and guards nothing without it.
 *
 * @param claims by their names, such as `{ scope: 'orders:write', tenant: ['a', 'b'] }`
 * @example
 * ```ts
 * @Post()
 * @UseGuards(JwtAuthGuard)
 * @RequireClaims({ scope: 'orders:write' })
 * create() {}
 * ```
 */
export function RequireClaims(claims: Readonly<Record<string, unknown>>): RouteDecorator {
  const requirements = Object.entries(claims).map(requirementOf);
  return routeDecorator((holder) => requireClaims(requirements, holder));
}

/**
 * {@link RequireClaims} with one of these in the claim `roles`.
 *
 * @example
 * ```ts
 * @Roles('analyst', 'admin')
 * ```
 */
export const Roles = (...anyOf: readonly [string, ...string[]]): RouteDecorator =>
  RequireClaims({ roles: anyOf });

/** For `@Auth()`: a token, where this place itself says nothing else of access. */
export const RequireToken = (): RouteDecorator => routeDecorator(requireToken);

const requirementOf = ([claim, value]: [string, unknown]): ClaimRequirement => ({
  claim,
  anyOf: Array.isArray(value) ? (value as unknown[]) : [value],
});

const accessible = (access: Access) => routeDecorator((holder) => declareAccess(access, holder));
