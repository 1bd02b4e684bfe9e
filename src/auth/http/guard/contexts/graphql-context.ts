import type { ArgumentsHost } from '@nestjs/common';
import { readBearer } from './bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { bearerErrorPayload, type ErrorPayload, tokenErrorPayload } from './error-payload.js';

/** An HTTP request, or a connection for subscriptions of graphql-ws. */
interface Caller extends GuardedRequest {
  headers?: { authorization?: string };
  connectionParams?: Parameters | null;
  extra?: { request?: { headers?: { authorization?: string } } };
}

/** The parameters with which a client opens a connection. */
type Parameters = Readonly<Record<string, unknown>>;

/** The context of resolvers. Apollo has the caller as `req`, Mercurius as `reply.request`. */
interface ResolverContext extends Caller {
  req?: Caller;
  request?: Caller;
  reply?: { request: Caller };
  /** The parameters of a connection in Mercurius. */
  _connectionInit?: Parameters | null;
}

/** Reads the resolver's arguments by index, so that @nestjs/graphql is not needed. */
export const graphqlContext: GuardedContext = {
  requestOf(context) {
    const resolver = resolverContextOf(context);
    return resolver.req ?? resolver.request ?? resolver.reply?.request ?? resolver;
  },
  tokenOf(request, context) {
    const { connectionParams, extra, headers = extra?.request?.headers } = request as Caller;
    const resolver = resolverContextOf(context);
    const parameters = connectionParams ?? resolver.connectionParams ?? resolver._connectionInit;
    // With a WebSocket, a browser sends this header only for other purposes, such as a proxy.
    return readBearer(authorizationOf(parameters)) ?? readBearer(headers?.authorization);
  },
  refusalOf: (error) => new GraphqlAuthError(bearerErrorPayload(error)),
  respond(error) {
    throw new GraphqlAuthError(tokenErrorPayload(error));
  },
};

/** `(parent, arguments, context, info)`. A resolver of federation references has no `arguments`. */
function resolverContextOf(context: ArgumentsHost): ResolverContext {
  return context.getArgByIndex<ResolverContext>(context.getArgs().length === 3 ? 1 : 2);
}

/** Browsers cannot set headers of a WebSocket, so clients send the token in the parameters. */
function authorizationOf(parameters: Parameters | null | undefined): string | undefined {
  const value = parameters?.['authorization'] ?? parameters?.['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** The usual error codes of GraphQL servers, by HTTP status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  422: 'BAD_USER_INPUT',
  503: 'SERVICE_UNAVAILABLE',
};

/** GraphQL's error format has `extensions` for programs (GraphQL §7.1.2). */
class GraphqlAuthError extends Error {
  override readonly name = 'GraphqlAuthError';
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor({ httpStatus, message, code }: ErrorPayload) {
    super(message);
    this.extensions = { code: CODES[httpStatus], reason: code };
  }
}
