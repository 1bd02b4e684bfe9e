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
} from '../../../src/index.js';
import { TestApolloDriver } from './apollo.driver.js';
import { type Caller, describeGuard, greet, type Handler } from './guarding.js';
import { Host, type Parts, type Way } from './host.js';

/** One scalar for all answers: what the guard does is no matter of types. */
const json = (value: unknown) => JSON.stringify(value);

/** A field's name in GraphQL holds no hyphens. */
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

/** The same as events: each of them one. */
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

/** What a client reads of an error beside where it was. */
const error = (message: string, code: string, reason: string) => ({
  message,
  extensions: { code, reason },
});

const TOLD = {
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

function read({ data, errors: [told] = [] }: Result): unknown {
  if (told !== undefined) return { message: told.message, extensions: told.extensions };
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

async function post(host: Host, query: string, headers: Record<string, string>): Promise<Result> {
  const response = await fetch(`http://127.0.0.1:${host.port}/graphql`, {
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

describe.each(PLATFORMS)('a resolver on Apollo and %s', (_, adapter) => {
  async function start(way: Way): Promise<Caller> {
    const host = new Host(way);
    const create = (module: TestingModule) => module.createNestApplication(adapter());
    await host.start(withGraphql(Queries), undefined, create);
    return {
      host,
      ask: async (handler, token) => {
        const headers = token === undefined ? {} : bearer(token);
        return read(await post(host, `{ ${FIELDS[handler]} }`, headers));
      },
    };
  }
  describeGuard(start, TOLD);
});

describe('a guard for the whole application', () => {
  @Resolver()
  class Unguarded {
    @Query(() => String, { nullable: true })
    id(@CurrentUser('id') id: string) {
      return id;
    }

    @Query(() => String)
    @Public()
    frontPage() {
      return 'come in';
    }
  }

  const host = new Host('forRoot', { globalGuard: true });
  beforeAll(() => host.start(withGraphql(Unguarded)));
  afterAll(() => host.stop());

  it('guards resolvers, and refuses one field of a query alone', async () => {
    expect(await post(host, '{ frontPage id }', {})).toEqual({
      data: { frontPage: 'come in', id: null },
      errors: [{ ...TOLD.missing, path: ['id'], locations: [{ line: 1, column: 13 }] }],
    });
  });
});

/** How an application makes contexts, and what `@nestjs/apollo` makes of it for subscriptions. */
const CONTEXTS: readonly (readonly [string, ApolloDriverConfig])[] = [
  ['as the driver makes it', {}],
  ['an object', { context: { some: 'thing' } }],
  ['a function of the connection', { context: ({ extra }: { extra: unknown }) => ({ extra }) }],
  [
    'a function that hands the request on',
    {
      context: ({ req, connectionParams }: { req: object; connectionParams: object }) => ({
        req: req ?? { connectionParams },
      }),
    },
  ],
];

const bySubscribing = async (way: Way, config: ApolloDriverConfig = {}): Promise<Caller> => {
  const host = new Host(way);
  const subscriptions = { 'graphql-ws': true };
  await host.start(withGraphql(Subscriptions, { subscriptions, ...config }));
  return {
    host,
    ask: (handler, token) =>
      subscribe(host, FIELDS[handler], token === undefined ? {} : { params: bearer(token) }),
  };
};

describe('a subscription by graphql-ws, its token in connectionParams', () => {
  describeGuard(bySubscribing, TOLD);
});

describe.each(CONTEXTS)('a subscription by graphql-ws, its context %s', (_, config) => {
  it('asks for a token, and finds it', async () => {
    const caller = await bySubscribing('forRoot', config);
    expect(await caller.ask('id', await caller.host.logIn())).toBe('id-of-carol');
    expect(await caller.ask('id')).toEqual(TOLD.missing);
    await caller.host.stop();
  });
});

describe('a subscription by graphql-ws', () => {
  const host = new Host();
  const subscriptions = { 'graphql-ws': true };
  beforeAll(() => host.start(withGraphql(Subscriptions, { subscriptions })));
  afterAll(() => host.stop());

  it('takes a token by its name in small letters, too', async () => {
    const params = { authorization: `Bearer ${await host.logIn()}` };
    expect(await subscribe(host, 'id', { params })).toBe('id-of-carol');
  });

  it('takes a token from the header, where the client can set one', async () => {
    const headers = bearer(await host.logIn());
    expect(await subscribe(host, 'id', { headers })).toBe('id-of-carol');
  });

  it('takes it from what the client says, beside a password that a proxy asks for', async () => {
    const headers = { Authorization: 'Basic YWxpY2U6cGFzcw==' };
    const params = bearer(await host.logIn());
    expect(await subscribe(host, 'id', { headers, params })).toBe('id-of-carol');
  });

  it.each([[{ authorization: 7 }], [{ authorization: ['Bearer a.b.c'] }], [{ token: 'a.b.c' }]])(
    'finds no token in %j',
    async (params) => {
      expect(await subscribe(host, 'id', { params })).toEqual(TOLD.missing);
    },
  );

  it('does not look at the URL', async () => {
    const query = `?authorization=Bearer%20${await host.logIn()}`;
    expect(await subscribe(host, 'id', {}, query)).toEqual(TOLD.missing);
  });

  it('is refused on an open connection once the session has ended', async () => {
    const token = await host.logIn();
    const client = clientOf(host, { params: bearer(token) }, '', false);
    expect(await firstOf(client, 'id')).toBe('id-of-carol');
    await host.endSession(token);
    expect(await firstOf(client, 'id')).toEqual(TOLD.invalid);
    await client.dispose();
  });
});

interface Sent {
  params?: object;
  headers?: object;
}

function clientOf(host: Host, { params, headers }: Sent, query = '', lazy = true) {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { ...headers } });
    }
  }
  return createClient({
    url: `ws://127.0.0.1:${host.port}/graphql${query}`,
    webSocketImpl: Socket,
    lazy,
    retryAttempts: 0,
    ...(params !== undefined && { connectionParams: params as Record<string, unknown> }),
  });
}

const firstOf = (client: ReturnType<typeof createClient>, field: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    client.subscribe<Record<string, string>>(
      { query: `subscription { ${field} }` },
      {
        next: (result) => resolve(read(result as Result)),
        error: (told) =>
          Array.isArray(told)
            ? resolve(read({ errors: told as Result['errors'] & object }))
            : reject(new Error('the connection was closed', { cause: told })),
        complete: () => undefined,
      },
    );
  });

async function subscribe(host: Host, field: string, sent: Sent, query = ''): Promise<unknown> {
  const client = clientOf(host, sent, query);
  return firstOf(client, field).finally(() => client.dispose());
}
