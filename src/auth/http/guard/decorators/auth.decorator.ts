import { applyDecorators, UseGuards } from '@nestjs/common';
import {
  RequireClaims,
  RequireToken,
  type RouteDecorator,
  routeDecorator,
} from './access.decorators.js';
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

/** The metadata keys of @nestjs/swagger, which need not be installed. */
const SECURITY = 'swagger/apiSecurity';
const RESPONSES = 'swagger/apiResponse';

const REFUSAL = {
  type: 'object',
  properties: { detail: { type: 'string' }, code: { type: 'string' } },
  required: ['detail'],
};

const UNAUTHORIZED = {
  description: 'The access token is missing or invalid',
  schema: REFUSAL,
};
const FORBIDDEN = { description: 'The access token lacks a required claim', schema: REFUSAL };

/**
 * Describes that a route, or all routes of a controller, require a bearer token: the scheme `bearer`
 * of `DocumentBuilder.addBearerAuth()`.
 *
 * @param canForbid whether claims are required: then a valid token can get a 403
 */
const describeAuth = (canForbid: boolean): RouteDecorator =>
  routeDecorator((holder) => {
    const security = (Reflect.getMetadata(SECURITY, holder) ?? []) as object[];
    const responses = (Reflect.getMetadata(RESPONSES, holder) ?? {}) as object;
    const refusals = { 401: UNAUTHORIZED, ...(canForbid && { 403: FORBIDDEN }) };
    Reflect.defineMetadata(SECURITY, [...security, { bearer: [] }], holder);
    Reflect.defineMetadata(RESPONSES, { ...refusals, ...responses }, holder);
  });
