import type { ArgumentsHost } from '@nestjs/common';
import { readBearer } from '../bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { bearerErrorPayload, type ErrorPayload, tokenErrorPayload } from './error-payload.js';

/** An HTTP request; or a connection for subscriptions, as graphql-ws describes it. */
interface Caller extends GuardedRequest {
  headers?: { authorization?: string };
  connectionParams?: Parameters | null;
  extra?: { request?: { headers?: { authorization?: string } } };
}

/** What a client says when it opens a connection. */
type Parameters = Readonly<Record<string, unknown>>;

/** What drivers hand to resolvers: Apollo names the caller `req`, Mercurius has it in its reply. */
interface ResolverContext extends Caller {
  req?: Caller;
  request?: Caller;
  reply?: { request: Caller };
  /** Mercurius, of a connection. */
  _connectionInit?: Parameters | null;
}

/** The resolver's arguments are read without @nestjs/graphql, which only gives them names. */
export const graphqlContext: GuardedContext = {
  requestOf(context) {
    const resolver = resolverContextOf(context);
    return resolver.req ?? resolver.request ?? resolver.reply?.request ?? resolver;
  },
  tokenOf(request, context) {
    const { connectionParams, extra, headers = extra?.request?.headers } = request as Caller;
    const resolver = resolverContextOf(context);
    const parameters = connectionParams ?? resolver.connectionParams ?? resolver._connectionInit;
    // A browser sends its own header with a WebSocket at most, such as a proxy's password.
    return readBearer(authorizationOf(parameters)) ?? readBearer(headers?.authorization);
  },
  refusalOf: (error) => new GraphqlRefusal(bearerErrorPayload(error)),
  response(error) {
    throw new GraphqlRefusal(tokenErrorPayload(error));
  },
};

/** `(parent, arguments, context, info)`; what resolves a federation's references has no arguments. */
function resolverContextOf(context: ArgumentsHost): ResolverContext {
  return context.getArgByIndex<ResolverContext>(context.getArgs().length === 3 ? 1 : 2);
}

/** Browsers send no headers with a WebSocket: subscriptions say there what HTTP says in a header. */
function authorizationOf(parameters: Parameters | null | undefined): string | undefined {
  const value = parameters?.['authorization'] ?? parameters?.['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** The words that servers and clients of GraphQL agree on, by what HTTP would answer. */
const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  422: 'BAD_USER_INPUT',
  503: 'SERVICE_UNAVAILABLE',
};

/** GraphQL answers with an error whose `extensions` are for programs (GraphQL §7.1.2). */
class GraphqlRefusal extends Error {
  override readonly name = 'GraphqlRefusal';
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor({ httpStatus, message, code }: ErrorPayload) {
    super(message);
    this.extensions = { code: CODES[httpStatus], reason: code };
  }
}
