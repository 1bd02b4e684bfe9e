import type { ClaimRequirement } from '../../../domain/claim-requirements.js';
import { type Access, declareAccess, requireClaims, requireToken } from './access-rules.js';

/** A decorator of a controller or of one of its handlers. */
export type RouteDecorator = ClassDecorator & MethodDecorator;

/**
 * Allows every request, where `JwtAuthGuard` guards the controller or the whole application.
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
 * Allows a request without a token, for which `@CurrentUser()` is undefined. An invalid token is
 * rejected.
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
 * Requires that each claim of the token has one of the given values, and rejects others with a 403.
 * The requirements of a controller and of its handler must both be met. `JwtAuthGuard` checks them,
 * so they have no effect without it.
 *
 * @param claims the accepted values by claim
 * @example `@RequireClaims({ scope: 'orders:write', tenant: ['a', 'b'] })`
 */
export function RequireClaims(claims: Readonly<Record<string, unknown>>): RouteDecorator {
  const requirements = Object.entries(claims).map(requirementOf);
  return routeDecorator((holder) => requireClaims(requirements, holder));
}

/**
 * Requires one of the given roles in the claim `roles`, like {@link RequireClaims}.
 *
 * @example `@Roles('analyst', 'admin')`
 */
export const Roles = (...anyOf: readonly [string, ...string[]]): RouteDecorator =>
  RequireClaims({ roles: anyOf });

/** Requires a token, unless the same class or method sets another access. Part of `@Auth()`. */
export const RequireToken = (): RouteDecorator => routeDecorator(requireToken);

const requirementOf = ([claim, value]: [string, unknown]): ClaimRequirement => ({
  claim,
  anyOf: Array.isArray(value) ? (value as unknown[]) : [value],
});

const accessible = (access: Access) => routeDecorator((holder) => declareAccess(access, holder));

/** Nest reads a handler's metadata from its function, and a controller's from its class. */
export const routeDecorator =
  (write: (holder: object) => void): RouteDecorator =>
  (target: object, _member?: string | symbol, descriptor?: PropertyDescriptor) =>
    write((descriptor?.value as object | undefined) ?? target);
