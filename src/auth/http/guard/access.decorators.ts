import type { ClaimRequirement } from '../../domain/claim-requirements.js';
import { type Access, declareAccess, requireClaims, requireToken } from './access-rules.js';

type RouteDecorator = ClassDecorator & MethodDecorator;

/** Lets everybody in, where `JwtAuthGuard` guards the controller or the whole application. */
export const Public = (): RouteDecorator => accessible('public');

/**
 * Lets whoever sends no token in as nobody: `@CurrentUser()` is undefined then. A token that is
 * sent must be good.
 */
export const OptionalAuth = (): RouteDecorator => accessible('optional');

/**
 * Lets only tokens in whose claims have one of the values that are written for each: 403 for others.
 * What a controller asks for and what its handler asks for must both be met. It asks `JwtAuthGuard`,
 * and guards nothing without it.
 *
 * @param claims by their names, such as `{ scope: 'orders:write', tenant: ['a', 'b'] }`
 */
export function RequireClaims(claims: Readonly<Record<string, unknown>>): RouteDecorator {
  const requirements = Object.entries(claims).map(requirementOf);
  return decorate((holder) => requireClaims(requirements, holder));
}

/** {@link RequireClaims} with one of these in the claim `roles`. */
export const Roles = (...anyOf: readonly [string, ...string[]]): RouteDecorator =>
  RequireClaims({ roles: anyOf });

/** For `@Auth()`: a token, where this place itself says nothing else of access. */
export const RequireToken = (): RouteDecorator => decorate(requireToken);

const requirementOf = ([claim, value]: [string, unknown]): ClaimRequirement => ({
  claim,
  anyOf: Array.isArray(value) ? (value as unknown[]) : [value],
});

const accessible = (access: Access) => decorate((holder) => declareAccess(access, holder));

/** Nest reads a handler's metadata from its function, a controller's from its class. */
const decorate =
  (write: (holder: object) => void): RouteDecorator =>
  (target: object, _member?: string | symbol, descriptor?: PropertyDescriptor) =>
    write((descriptor?.value as object | undefined) ?? target);
