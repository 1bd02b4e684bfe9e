import { version } from '../package-root.js';
import { cookieSecuritySchemes } from './cookie-security-schemes.js';
import { cookiePaths } from './cookie-operations.js';
import { cookieHeaders, cookieSchemas } from './cookie-schemas.js';
import { paths } from './operations.js';
import { faults, headers, refusedBodies, refusedTokens, schemaRef } from './responses.js';
import { schemas } from './schemas.js';
import { BODY, type Transport } from './transport.js';

const VERIFIED =
  'Tokens are verified according to RFC8725: one algorithm, one type, strict encodings.';

const responses = { ...refusedBodies, ...refusedTokens, ...faults };

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

/** Leaves out the schemas of the other transport. */
function usedIn<T extends object>(paths: object, all: T): Partial<T> {
  const text = JSON.stringify([paths, responses, all]);
  const isUsed = (name: string) => text.includes(JSON.stringify(schemaRef(name).$ref));
  return Object.fromEntries(Object.entries(all).filter(([name]) => isUsed(name))) as Partial<T>;
}

/** The parts of a document that depend on the transport. */
const partsOf = (transport: Transport) =>
  transport.refreshTokenTransport === 'body'
    ? { paths, securitySchemes, schemas, headers }
    : cookiePartsOf(transport);

function cookiePartsOf(transport: Transport) {
  const paths = cookiePaths(transport);
  return {
    paths,
    securitySchemes: { ...securitySchemes, ...cookieSecuritySchemes(transport) },
    schemas: usedIn(paths, { ...schemas, ...cookieSchemas(transport) }),
    headers: { ...headers, ...cookieHeaders },
  };
}

/**
 * Creates the OpenAPI document of a service with this transport. Version 3.0.3, like the documents
 * from which clients of Django are generated.
 */
export const openApiDocumentOf = (transport: Transport) => {
  const { paths, ...components } = partsOf(transport);
  return {
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
      ...components,
      responses,
    },
  };
};

/** The document with the default transport. `openapi.json` in the repository has the same bytes. */
export const openApiDocument = openApiDocumentOf(BODY);

export const openApiJson = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
