import { tokenErrorResponse } from '../../auth/http/error-response.js';
import { TokenMismatchError } from '../../auth/domain/auth-error.js';
import {
  originalMethod,
  REFRESH_JTI,
  requestedWith,
  SUCCESSOR_JTI,
  transportHeader,
} from './cookie-schemas.js';
import {
  ACCESS,
  detail,
  invalidField,
  REFRESH,
  refused,
  refusedBearer,
  SUCCESSOR,
} from './examples.js';
import { paths, requestBody } from './operations.js';
import { badRequest, jsonResponse, headerRef, schemaRef } from './responses.js';
import { idempotencyKey } from './schemas.js';
import type { Transport } from './transport.js';

type Operation = Readonly<Record<string, unknown>> & {
  parameters?: readonly object[];
  responses: Readonly<Record<string, object>>;
};
type Path = Readonly<Record<string, Operation>>;

/**
 * Returns the operations of a service with cookies: those of the token endpoints have other bodies,
 * and those that can change state are protected against requests of other sites.
 */
export function cookiePaths(transport: Transport): object {
  const { obtain, refresh, blacklist, password } = tokenOperations(transport);
  const guarded = guardedPaths(transport);
  return {
    ...guarded,
    '/api/token/check/': checkOperation(guarded['/api/token/check/'], transport),
    '/api/me/password/': changed(guarded['/api/me/password/'].post, password),
    '/api/token/': changed(paths['/api/token/'].post, obtain),
    '/api/token/refresh/': changed(paths['/api/token/refresh/'].post, refresh),
    '/api/token/blacklist/': changed(paths['/api/token/blacklist/'].post, blacklist),
  };
}

function tokenOperations(transport: Transport) {
  const isOptional = transport.refreshTokenTransport === 'both';
  const security = [{ refreshCookie: [] }, ...(isOptional ? [{}] : [])];
  const isProtected = [requestedWith(!isOptional)];
  const issued = responsesOf(transport);
  const { 400: invalid } = paths['/api/me/password/'].post.responses as Operation['responses'];
  return {
    obtain: {
      parameters: isOptional ? [...isProtected, transportHeader] : isProtected,
      responses: {
        200: issued('Obtain', REFRESH, REFRESH_JTI),
        ...(isOptional && { 400: badRequest(UNKNOWN_TRANSPORT) }),
        403: CROSS_SITE,
      },
    },
    password: {
      parameters: isOptional ? [...isProtected, transportHeader] : isProtected,
      responses: {
        200: issued('Obtain', REFRESH, REFRESH_JTI, 'TokenPair'),
        400: invalid!,
        403: CROSS_SITE,
      },
    },
    refresh: {
      security,
      parameters: [...isProtected, idempotencyKey],
      requestBody: requestBody('TokenRefreshCookieRequest', { refresh_jti: REFRESH_JTI }),
      responses: {
        200: issued('Refresh', SUCCESSOR, SUCCESSOR_JTI),
        400: badRequest(INVALID_REFRESH),
        403: CROSS_SITE,
        422: OTHER_TOKEN,
      },
    },
    blacklist: {
      security,
      parameters: isProtected,
      requestBody: requestBody('TokenBlacklistCookieRequest', {}),
      responses: { 400: badRequest({}), 403: CROSS_SITE },
    },
  };
}

/** Replaces members of a POST operation, and adds responses in the order of their status. */
function changed(operation: object, { responses, ...members }: Operation): Path {
  const { responses: before, ...rest } = operation as Operation;
  return { post: { ...rest, ...members, responses: { ...before, ...responses } } };
}

/** With an access cookie, the guarded routes accept it, and check requests that can change state. */
function guardedPaths({ accessTokenTransport }: Transport): typeof paths {
  if (accessTokenTransport === 'header') return paths;
  const all = Object.entries(paths as unknown as Record<string, Path>);
  const guarded = all.map(([path, methods]) => [path, withAccessCookie(methods)]);
  return Object.fromEntries(guarded) as typeof paths;
}

/** The check protects an access cookie by the method that the gateway sends. */
function checkOperation({ get }: { get: object }, { accessTokenTransport }: Transport): Path {
  const operation = get as Operation;
  if (accessTokenTransport === 'header') return { get: operation };
  const parameters = [originalMethod('X-Original-Method'), originalMethod('X-Forwarded-Method')];
  const responses = { ...operation.responses, 403: CROSS_SITE_CALL };
  return { get: { ...operation, parameters, responses } };
}

const withAccessCookie = (methods: Path): Path =>
  Object.fromEntries(
    Object.entries(methods).map(([method, operation]) => [
      method,
      isGuarded(operation) ? acceptingCookie(method, operation) : operation,
    ]),
  );

const isGuarded = ({ security }: Operation): boolean => (security as unknown[]).length > 0;

function acceptingCookie(method: string, operation: Operation): Operation {
  const security = [...(operation['security'] as object[]), { accessCookie: [] }];
  if (method === 'get') return { ...operation, security };
  const parameters = [...(operation.parameters ?? []), requestedWith(false)];
  const responses = { ...operation.responses, 403: CROSS_SITE_CALL };
  return { ...operation, parameters, security, responses };
}

/** Creates the response of the log-in and of the refresh. */
const responsesOf =
  ({ refreshTokenTransport, accessTokenTransport }: Transport) =>
  (name: 'Obtain' | 'Refresh', refresh: string, refreshJti: string, bodySchema?: string) => {
    const access = accessTokenTransport === 'header' && { access: ACCESS };
    const cookie = { summary: 'cookie', value: { ...access, refresh_jti: refreshJti } };
    const inCookie = schemaRef(`Token${name}Cookie`);
    if (refreshTokenTransport === 'cookie') return issued(inCookie, { cookie });
    const inBody = schemaRef(
      bodySchema ?? (name === 'Obtain' ? 'TokenObtainPair' : 'TokenRefresh'),
    );
    const body = { summary: 'body', value: { access: ACCESS, refresh } };
    return issued({ anyOf: [inCookie, inBody] }, { cookie, body });
  };

function issued(schema: object, examples: Parameters<typeof jsonResponse>[2]) {
  const response = jsonResponse('The tokens.', schema, examples);
  return { ...response, headers: { ...response.headers, ...headerRef('Set-Cookie') } };
}

const UNKNOWN_TRANSPORT = {
  ...invalidField('field_missing', 'username', 'This field is required.'),
  ...detail('unknown_transport', 'X-Refresh-Token-Transport must be body or cookie.'),
};

const INVALID_REFRESH = {
  ...invalidField('null_refresh_jti', 'refresh_jti', 'This field may not be null.'),
  ...refused('invalid_key'),
};

const FOREIGN =
  'A page of another origin sent the request, or it has neither `X-Requested-With` nor ' +
  '`Idempotency-Key`, or at a token endpoint another type than JSON. Nothing was changed.';

const CROSS_SITE = jsonResponse(FOREIGN, schemaRef('Detail'), refused('cross_site_request'));

const CROSS_SITE_CALL = jsonResponse(
  FOREIGN,
  schemaRef('Detail'),
  refusedBearer('cross_site_request'),
);

const OTHER_TOKEN = jsonResponse(
  'The cookie has another token than `refresh_jti`, and the response has the ID of that token: send ' +
    'the request again with that ID and its key. Or the key was already used for another token. ' +
    'Nothing was consumed.',
  { anyOf: [schemaRef('TokenMismatch'), schemaRef('Detail')] },
  {
    token_mismatch: {
      summary: 'token mismatch',
      value: tokenErrorResponse(new TokenMismatchError(SUCCESSOR_JTI)).body,
    },
    ...refused('key_reused'),
  },
);
