import { sidOf } from './world.js';

/** A route, as a target of the fuzzer. Each new route needs an entry in {@link ENDPOINTS}. */
export interface Endpoint {
  method: string;
  path: string;
  /** The fields of its body. */
  fields: readonly string[];
}

export const ENDPOINTS: readonly Endpoint[] = [
  { method: 'POST', path: '/api/token/', fields: ['username', 'password'] },
  { method: 'POST', path: '/api/token/refresh/', fields: ['refresh'] },
  { method: 'POST', path: '/api/token/verify/', fields: ['token'] },
  { method: 'POST', path: '/api/token/blacklist/', fields: ['refresh'] },
  { method: 'GET', path: '/api/token/check/', fields: [] },
  { method: 'POST', path: '/api/token/revoke/', fields: ['token', 'token_type_hint'] },
  { method: 'GET', path: '/api/me/', fields: [] },
  { method: 'POST', path: '/api/me/password/', fields: ['current_password', 'new_password'] },
  { method: 'GET', path: '/api/sessions/', fields: [] },
  { method: 'DELETE', path: '/api/sessions/', fields: [] },
  { method: 'DELETE', path: `/api/sessions/${sidOf(1)}/`, fields: [] },
  { method: 'GET', path: '/api/openapi.json', fields: [] },
  { method: 'GET', path: '/api/openapi.yaml', fields: [] },
  { method: 'GET', path: '/api/docs/', fields: [] },
  { method: 'GET', path: '/api/docs/explorer.js', fields: [] },
];

/** The content types of the API description and its page. All other responses are compact JSON. */
export const FILE_TYPE = /^(application\/(json|yaml)|text\/(html|javascript); charset=utf-8)$/;
