import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { Type } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Public } from '../../src/index.js';
import type { GuardedApplication } from '../../test/module/contexts/guarded-application.js';
import {
  decorated,
  type ExpectedError,
  type Transport,
} from '../../test/module/contexts/transports/transport.js';
import type { Parts, Platform } from '../../test/module/support/application.js';
import { TestApolloDriver } from './apollo.driver.js';

/** Every field is JSON in a string, because the guard does not depend on types. */
const json = (value: unknown): string => JSON.stringify(value);

const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/** The part of a GraphQL error that does not depend on its location. */
const error = ({ status, code, message }: ExpectedError) => ({
  message,
  extensions: { code: CODES[status], reason: code },
});

export const graphqlQueries = (platform: Platform): Transport => ({
  name: `GraphQL queries on Apollo and ${platform}`,
  handler: (name) => Query(() => String, { name, nullable: true }),
  serve: (resolver) => ({ platform, ...withGraphql(resolver) }),
  reply: json,
  call: async (application, field, token) => read(await query(application, field, token)),
  error,
});

/** Subscriptions that emit one event each. Clients send the token in `connectionParams`. */
export const graphqlSubscriptions = (config: ApolloDriverConfig = {}): Transport => ({
  name: 'GraphQL subscriptions over graphql-ws',
  handler: (name) => Subscription(() => String, { name, resolve: (value: string) => value }),
  serve: (resolver) =>
    withGraphql(resolver, { subscriptions: { 'graphql-ws': true }, ...config }, WithQuery),
  reply: once,
  call: (application, field, token) =>
    subscribe(application, field, token === undefined ? {} : { params: bearer(token) }),
  error,
});

async function* once(value: unknown): AsyncGenerator<string> {
  yield await Promise.resolve(json(value));
}

/** A schema requires a query. */
@Resolver()
class WithQuery {
  @Query(() => String)
  @Public()
  nothing() {
    return '';
  }
}

function withGraphql(resolver: Type, config: ApolloDriverConfig = {}, ...others: Type[]): Parts {
  const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: TestApolloDriver,
    autoSchemaFile: true,
    graphiql: false,
    includeStacktraceInErrorResponses: false,
    ...config,
  });
  return { imports: [graphql], providers: [decorated(resolver, Resolver()), ...others] };
}

export interface Result {
  data?: Record<string, string> | null;
  errors?: { message: string; extensions: object }[];
}

function read({ data, errors: [first] = [] }: Result): unknown {
  if (first !== undefined) return { message: first.message, extensions: first.extensions };
  return JSON.parse(Object.values(data!)[0]!);
}

/** @throws when the status is not 200 */
export async function query(
  { http }: GuardedApplication,
  fields: string,
  token?: string,
): Promise<Result> {
  const headers = token === undefined ? {} : bearer(token);
  const response = await http.post('/graphql', { query: `{ ${fields} }` }, headers);
  if (response.status !== 200) throw new Error(`GraphQL responded ${response.status}.`);
  return response.json;
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** What a client sends when it connects. */
interface Opening {
  params?: object;
  headers?: object;
  query?: string;
}

type Client = ReturnType<typeof createClient>;

/** The connection stays open until it is disposed. */
export function connect(
  { port }: GuardedApplication,
  { params, headers, query: parameters = '' }: Opening,
  lazy = false,
): Client {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { ...headers } });
    }
  }
  return createClient({
    url: `ws://127.0.0.1:${port}/graphql${parameters}`,
    webSocketImpl: Socket,
    lazy,
    retryAttempts: 0,
    ...(params !== undefined && { connectionParams: params as Record<string, unknown> }),
  });
}

/** @returns the first event of a subscription, or the error that the client receives */
export const firstResult = (client: Client, field: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    client.subscribe<Record<string, string>>(
      { query: `subscription { ${field} }` },
      {
        next: (result) => resolve(read(result as Result)),
        error: (reason) =>
          Array.isArray(reason)
            ? resolve(read({ errors: reason as Result['errors'] & object }))
            : reject(new Error('the connection was closed', { cause: reason })),
        complete: () => undefined,
      },
    );
  });

export function subscribe(
  application: GuardedApplication,
  field: string,
  opening: Opening,
): Promise<unknown> {
  const client = connect(application, opening, true);
  return firstResult(client, field).finally(() => client.dispose());
}
