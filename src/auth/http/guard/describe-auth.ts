import { type RouteDecorator, routeDecorator } from './route-decorator.js';

/** Where @nestjs/swagger reads what its own decorators write: nothing of it need be installed. */
const SECURITY = 'swagger/apiSecurity';
const RESPONSES = 'swagger/apiResponse';

const REFUSAL = {
  type: 'object',
  properties: { detail: { type: 'string' }, code: { type: 'string' } },
  required: ['detail'],
};

const UNAUTHORIZED = {
  description: 'No access token, or one that is no longer good',
  schema: REFUSAL,
};
const FORBIDDEN = { description: 'The access token does not claim enough', schema: REFUSAL };

/**
 * Says of a route, or of all routes of a controller, that it takes a bearer token: the scheme
 * `bearer`, as `DocumentBuilder.addBearerAuth()` names it.
 *
 * @param canForbid whether it asks for more than a good token
 */
export const describeAuth = (canForbid: boolean): RouteDecorator =>
  routeDecorator((holder) => {
    const security = (Reflect.getMetadata(SECURITY, holder) ?? []) as object[];
    const responses = (Reflect.getMetadata(RESPONSES, holder) ?? {}) as object;
    const refusals = { 401: UNAUTHORIZED, ...(canForbid && { 403: FORBIDDEN }) };
    Reflect.defineMetadata(SECURITY, [...security, { bearer: [] }], holder);
    Reflect.defineMetadata(RESPONSES, { ...refusals, ...responses }, holder);
  });
