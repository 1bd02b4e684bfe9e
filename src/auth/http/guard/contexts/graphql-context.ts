import type { AuthError } from '../../../domain/auth-error.js';
import { readBearer } from '../bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { spokenRefusal } from './spoken-refusal.js';

interface CarryingRequest extends GuardedRequest {
  headers?: { authorization?: string };
}

/** What the drivers make of a request: Apollo, Mercurius, and graphql-ws for subscriptions. */
interface ResolverContext extends GuardedRequest {
  req?: CarryingRequest;
  request?: CarryingRequest;
  reply?: { request: CarryingRequest };
  extra?: { request: CarryingRequest };
  connectionParams?: Readonly<Record<string, unknown>>;
}

/** The resolver's third argument is read without @nestjs/graphql, which only gives it a name. */
export const graphqlContext: GuardedContext = {
  requestOf(context) {
    const resolver = context.getArgByIndex<ResolverContext>(2);
    const { req, request, reply, extra } = resolver;
    return req ?? request ?? reply?.request ?? extra?.request ?? resolver;
  },
  tokenOf(request, context) {
    const { connectionParams } = context.getArgByIndex<ResolverContext>(2);
    const { headers } = request as CarryingRequest;
    return readBearer(headers?.authorization ?? authorizationOf(connectionParams));
  },
  refusalOf: (error) => new GraphqlRefusal(error),
};

/** Browsers send no headers with a WebSocket: subscriptions say there what HTTP says in a header. */
function authorizationOf(parameters: ResolverContext['connectionParams'] = {}): string | undefined {
  const value = parameters['authorization'] ?? parameters['Authorization'];
  return typeof value === 'string' ? value : undefined;
}

/** The words that servers and clients of GraphQL agree on, by what HTTP would answer. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/** GraphQL answers with an error whose `extensions` are for programs (GraphQL §7.1.2). */
class GraphqlRefusal extends Error {
  override readonly name = 'GraphqlRefusal';
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(error: AuthError) {
    const { httpStatus, message, code } = spokenRefusal(error);
    super(message);
    this.extensions = { code: CODES[httpStatus], reason: code, http: { status: httpStatus } };
  }
}
