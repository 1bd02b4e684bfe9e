import { type RouteDecorator, routeDecorator } from './route-decorator.js';

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
export const describeAuth = (canForbid: boolean): RouteDecorator =>
  routeDecorator((holder) => {
    const security = (Reflect.getMetadata(SECURITY, holder) ?? []) as object[];
    const responses = (Reflect.getMetadata(RESPONSES, holder) ?? {}) as object;
    const refusals = { 401: UNAUTHORIZED, ...(canForbid && { 403: FORBIDDEN }) };
    Reflect.defineMetadata(SECURITY, [...security, { bearer: [] }], holder);
    Reflect.defineMetadata(RESPONSES, { ...refusals, ...responses }, holder);
  });
