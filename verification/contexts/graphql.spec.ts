import { UseGuards } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
} from '../../src/index.js';
import { TestApolloDriver } from './apollo.driver.js';
import {
  type TestClient,
  describeGuard,
  greet,
  type Handler,
} from '../../test/module/contexts/describe-guard.js';
import {
  TestApplication,
  type Parts,
  type ModuleMethod,
} from '../../test/module/contexts/application.js';

/** All fields return JSON in a string, because the guard does not depend on types. */
const json = (value: unknown) => JSON.stringify(value);

/** Names in GraphQL cannot contain hyphens. */
const FIELDS: Record<Handler, string> = {
  user: 'user',
  id: 'id',
  administration: 'administration',
  greeting: 'greeting',
  'front-page': 'frontPage',
};

@Resolver()
@UseGuards(JwtAuthGuard)
class Queries {
  @Query(() => String)
  user(@CurrentUser() user: AuthUser) {
    return json(user);
  }

  @Query(() => String)
  id(@CurrentUser('id') id: string) {
    return json(id);
  }

  @Query(() => String)
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return json(greet(user));
  }

  @Query(() => String)
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return json(greet(user));
  }

  @Query(() => String)
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return json(greet(user));
  }
}

/** The same handlers as subscriptions that emit one event each. */
@Resolver()
@UseGuards(JwtAuthGuard)
class Subscriptions {
  @Query(() => String)
  @Public()
  nothing() {
    return '';
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  user(@CurrentUser() user: AuthUser) {
    return once(user);
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  id(@CurrentUser('id') id: string) {
    return once(id);
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return once(greet(user));
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return once(greet(user));
  }

  @Subscription(() => String, { resolve: (value: string) => value })
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return once(greet(user));
  }
}

async function* once(value: unknown): AsyncGenerator<string> {
  yield await Promise.resolve(json(value));
}

/** The part of a GraphQL error that does not depend on its location. */
const error = (message: string, code: string, reason: string) => ({
  message,
  extensions: { code, reason },
});

const ERRORS = {
  missing: error(
    'Authentication credentials were not provided.',
    'UNAUTHENTICATED',
    'missing_token',
  ),
  invalid: error('Given token not valid for any token type', 'UNAUTHENTICATED', 'token_not_valid'),
  insufficient: error(
    'You do not have permission to perform this action.',
    'FORBIDDEN',
    'insufficient_scope',
  ),
  unavailable: error(
    'Service temporarily unavailable, try again later.',
    'SERVICE_UNAVAILABLE',
    'temporarily_unavailable',
  ),
};

interface Result {
  data?: Record<string, string> | null;
  errors?: { message: string; extensions: object }[];
}

function read({ data, errors: [first] = [] }: Result): unknown {
  if (first !== undefined) return { message: first.message, extensions: first.extensions };
  return JSON.parse(Object.values(data!)[0]!);
}

const withGraphql = (provider: object, config: ApolloDriverConfig = {}): Parts => ({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: TestApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      ...config,
    }),
  ],
  providers: [provider] as never[],
});

async function post(
  application: TestApplication,
  query: string,
  headers: Record<string, string>,
): Promise<Result> {
  const response = await fetch(`http://127.0.0.1:${application.port}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Result;
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

const PLATFORMS = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const;

describe.each(PLATFORMS)('GraphQL queries on Apollo and %s', (_, adapter) => {
  async function start(method: ModuleMethod): Promise<TestClient> {
    const application = new TestApplication(method);
    const create = (module: TestingModule) => module.createNestApplication(adapter());
    await application.start(withGraphql(Queries), undefined, create);
    return {
      application,
      send: async (handler, token) => {
        const headers = token === undefined ? {} : bearer(token);
        return read(await post(application, `{ ${FIELDS[handler]} }`, headers));
      },
    };
  }
  describeGuard(start, ERRORS);
});

describe('the global guard in GraphQL', () => {
  @Resolver()
  class Unguarded {
    @Query(() => String, { nullable: true })
    id(@CurrentUser('id') id: string) {
      return id;
    }

    @Query(() => String)
    @Public()
    frontPage() {
      return 'welcome';
    }
  }

  const application = new TestApplication('forRoot', { globalGuard: true });
  beforeAll(() => application.start(withGraphql(Unguarded)));
  afterAll(() => application.stop());

  it('the global guard rejects only the guarded field of a GraphQL query', async () => {
    expect(await post(application, '{ frontPage id }', {})).toEqual({
      data: { frontPage: 'welcome', id: null },
      errors: [{ ...ERRORS.missing, path: ['id'], locations: [{ line: 1, column: 13 }] }],
    });
  });
});

/**
 * The `context` option of the application. `@nestjs/apollo` derives the context of subscriptions
 * from it.
 */
const CONTEXTS: readonly (readonly [string, ApolloDriverConfig])[] = [
  ['the default of the driver', {}],
  ['an object', { context: { some: 'thing' } }],
  ['a function of the connection', { context: ({ extra }: { extra: unknown }) => ({ extra }) }],
  [
    'a function that returns the request',
    {
      context: ({ req, connectionParams }: { req: object; connectionParams: object }) => ({
        req: req ?? { connectionParams },
      }),
    },
  ],
];

const startSubscriptions = async (
  method: ModuleMethod,
  config: ApolloDriverConfig = {},
): Promise<TestClient> => {
  const application = new TestApplication(method);
  const subscriptions = { 'graphql-ws': true };
  await application.start(withGraphql(Subscriptions, { subscriptions, ...config }));
  return {
    application,
    send: (handler, token) =>
      subscribe(application, FIELDS[handler], token === undefined ? {} : { params: bearer(token) }),
  };
};

describe('GraphQL subscriptions over graphql-ws with a token in connectionParams', () => {
  describeGuard(startSubscriptions, ERRORS);
});

describe.each(CONTEXTS)('GraphQL subscriptions over graphql-ws with context: %s', (_, config) => {
  it('requires and finds a token in a graphql-ws subscription', async () => {
    const client = await startSubscriptions('forRoot', config);
    expect(await client.send('id', await client.application.logIn())).toBe('id-of-carol');
    expect(await client.send('id')).toEqual(ERRORS.missing);
    await client.application.stop();
  });
});

describe('GraphQL subscriptions over graphql-ws', () => {
  const application = new TestApplication();
  const subscriptions = { 'graphql-ws': true };
  beforeAll(() => application.start(withGraphql(Subscriptions, { subscriptions })));
  afterAll(() => application.stop());

  it('finds a token under the lowercase name authorization in connectionParams', async () => {
    const params = { authorization: `Bearer ${await application.logIn()}` };
    expect(await subscribe(application, 'id', { params })).toBe('id-of-carol');
  });

  it('finds a token in the Authorization header of the graphql-ws upgrade request', async () => {
    const headers = bearer(await application.logIn());
    expect(await subscribe(application, 'id', { headers })).toBe('id-of-carol');
  });

  it('prefers the token in connectionParams to an Authorization header of another scheme', async () => {
    const headers = { Authorization: 'Basic YWxpY2U6cGFzcw==' };
    const params = bearer(await application.logIn());
    expect(await subscribe(application, 'id', { headers, params })).toBe('id-of-carol');
  });

  it.each([[{ authorization: 7 }], [{ authorization: ['Bearer a.b.c'] }], [{ token: 'a.b.c' }]])(
    'finds no token in the connectionParams %j',
    async (params) => {
      expect(await subscribe(application, 'id', { params })).toEqual(ERRORS.missing);
    },
  );

  it('ignores a token in the URL of a graphql-ws connection', async () => {
    const query = `?authorization=Bearer%20${await application.logIn()}`;
    expect(await subscribe(application, 'id', {}, query)).toEqual(ERRORS.missing);
  });

  it('rejects a subscription on an open connection after the session was revoked', async () => {
    const token = await application.logIn();
    const client = clientOf(application, { params: bearer(token) }, '', false);
    expect(await firstResult(client, 'id')).toBe('id-of-carol');
    await application.revokeSession(token);
    expect(await firstResult(client, 'id')).toEqual(ERRORS.invalid);
    await client.dispose();
  });
});

interface ConnectionOptions {
  params?: object;
  headers?: object;
}

function clientOf(
  application: TestApplication,
  { params, headers }: ConnectionOptions,
  query = '',
  lazy = true,
) {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { ...headers } });
    }
  }
  return createClient({
    url: `ws://127.0.0.1:${application.port}/graphql${query}`,
    webSocketImpl: Socket,
    lazy,
    retryAttempts: 0,
    ...(params !== undefined && { connectionParams: params as Record<string, unknown> }),
  });
}

const firstResult = (client: ReturnType<typeof createClient>, field: string): Promise<unknown> =>
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

async function subscribe(
  application: TestApplication,
  field: string,
  options: ConnectionOptions,
  query = '',
): Promise<unknown> {
  const client = clientOf(application, options, query);
  return firstResult(client, field).finally(() => client.dispose());
}
