import { version } from '../package-root.js';
import { paths } from './operations.js';
import { faults, headers, refusedBodies, refusedTokens } from './responses.js';
import { schemas } from './schemas.js';

const VERIFIED =
  'Tokens are verified according to RFC8725: one algorithm, one type, strict encodings.';

const securitySchemes = {
  passwordAuth: {
    type: 'oauth2',
    description: `Logs in with a user name and a password. ${VERIFIED}`,
    'x-tokenName': 'access',
    flows: { password: { tokenUrl: '/api/token/', scopes: {}, 'x-tokenName': 'access' } },
  },
  jwtAuth: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `An existing access token. ${VERIFIED}`,
  },
};

/**
 * The OpenAPI document of the service. Version 3.0.3, like the documents from which clients of Django
 * are generated. `openapi.json` in the repository has the same bytes.
 */
export const openApiDocument = {
  openapi: '3.0.3',
  info: {
    title: 'Keyturn',
    version,
    description:
      'Issues an access token and a single-use refresh token for a user name and a password. ' +
      'Wire-compatible with Django REST framework SimpleJWT.',
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    contact: { name: 'Keyturn' },
  },
  servers: [
    {
      url: '/',
      description: 'The service that serves this document, in production and elsewhere.',
      'x-internal': false,
    },
  ],
  tags: [
    { name: 'token', description: 'Obtain, refresh, verify and revoke tokens.' },
    { name: 'me', description: 'The current user.' },
    { name: 'sessions', description: 'The sessions of the current user.' },
  ],
  paths,
  components: {
    securitySchemes,
    schemas,
    headers,
    responses: { ...refusedBodies, ...refusedTokens, ...faults },
  },
};

export const openApiJson = (): string => `${JSON.stringify(openApiDocument, null, 2)}\n`;
