import { version } from '../version.js';
import { paths } from './operations.js';
import { faults, headers, refusedBodies } from './responses.js';
import { schemas } from './schemas.js';

const VERIFIED = 'Tokens are verified as RFC8725 asks: one algorithm, one type, strict encodings.';

const securitySchemes = {
  session: {
    type: 'oauth2',
    description: `User name and password, and nothing else. ${VERIFIED}`,
    'x-tokenName': 'access',
    flows: { password: { tokenUrl: '/api/token/', scopes: {}, 'x-tokenName': 'access' } },
  },
  jwtAuth: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `An access token that you have already. ${VERIFIED}`,
  },
};

/**
 * What the service answers, for people, generators and the explorer (OpenAPI 3.0.3, as Django's
 * clients are generated from). The repository's `openapi.json` is this, byte for byte.
 */
export const openApiDocument = {
  openapi: '3.0.3',
  info: {
    title: 'Keyturn',
    version,
    description:
      'A user name and a password go in, an access and a refresh token come out, and the refresh ' +
      'token works once. On the wire of Django REST framework SimpleJWT.',
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    contact: { name: 'Keyturn' },
  },
  servers: [
    {
      url: '/',
      description: 'The service that answers this, in production as elsewhere.',
      'x-internal': false,
    },
  ],
  tags: [
    { name: 'token', description: 'Tokens: obtained, refreshed, looked at, ended.' },
    { name: 'me', description: 'What a token opens.' },
  ],
  paths,
  components: {
    securitySchemes,
    schemas,
    headers,
    responses: { ...refusedBodies, ...faults },
  },
};

export const openApiJson = (): string => `${JSON.stringify(openApiDocument, null, 2)}\n`;
