import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import {
  describeErrorFilter,
  failingHandlers,
} from '../../test/module/contexts/describe-error-filter.js';
import { describeGuard } from '../../test/module/contexts/describe-guard.js';
import { GuardedApplication } from '../../test/module/contexts/guarded-application.js';
import {
  guardedHandlers,
  INVALID,
  MISSING,
  unguardedHandlers,
} from '../../test/module/contexts/transports/transport.js';
import { PLATFORMS } from '../../test/module/support/application.js';
import {
  bearer,
  connect,
  firstResult,
  graphqlQueries,
  graphqlSubscriptions,
  query,
  subscribe,
} from './graphql.js';

const QUERIES = graphqlQueries('fastify');
const SUBSCRIPTIONS = graphqlSubscriptions();
const { error } = QUERIES;

describe.each([...PLATFORMS.map(graphqlQueries), SUBSCRIPTIONS])(
  'JwtAuthGuard over $name',
  describeGuard,
);

describe('AuthErrorFilter in GraphQL', () => {
  /** A filter of the application for its own errors. */
  @Catch(HttpException)
  class TeapotFilter implements ExceptionFilter {
    catch() {
      return new Error('translated by the application');
    }
  }

  describeErrorFilter(QUERIES, GraphQLError, { http: 'of the application', fault: 'unexpected' });

  it('leaves GraphQL errors of the application to its filters', async () => {
    const application = await GuardedApplication.start({
      ...QUERIES.serve(failingHandlers(QUERIES, GraphQLError)),
      prepare: (app) => app.useGlobalFilters(new TeapotFilter()),
    });
    expect(await QUERIES.call(application, 'http')).toMatchObject({
      message: 'translated by the application',
    });
    expect(await QUERIES.call(application, 'refresh')).toMatchObject({
      message: 'Token is invalid or expired',
    });
  });
});

it('the global guard rejects only the guarded field of a GraphQL query', async () => {
  const parts = QUERIES.serve(unguardedHandlers(QUERIES));
  const application = await GuardedApplication.start(parts, { globalGuard: true });
  expect(await query(application, 'frontPage id')).toEqual({
    data: { frontPage: '{"hello":"guest"}', id: null },
    errors: [{ ...(error(MISSING) as object), path: ['id'], locations: [{ line: 1, column: 13 }] }],
  });
});

/**
 * The `context` option of the application. `@nestjs/apollo` derives the context of subscriptions
 * from it.
 */
const CONTEXTS: readonly (readonly [string, ApolloDriverConfig])[] = [
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

it.each(CONTEXTS)(
  'requires and finds a token in a graphql-ws subscription whose context is %s',
  async (_, config) => {
    const transport = graphqlSubscriptions(config);
    const application = await GuardedApplication.start(transport.serve(guardedHandlers(transport)));
    expect(await transport.call(application, 'id', await application.logIn())).toBe('7');
    expect(await transport.call(application, 'id')).toEqual(error(MISSING));
  },
);

describe('GraphQL subscriptions over graphql-ws', () => {
  let application: GuardedApplication;
  beforeAll(async () => {
    application = await GuardedApplication.start(
      SUBSCRIPTIONS.serve(guardedHandlers(SUBSCRIPTIONS)),
    );
  });

  it('finds a token under the lowercase name authorization in connectionParams', async () => {
    const params = { authorization: `Bearer ${await application.logIn()}` };
    expect(await subscribe(application, 'id', { params })).toBe('7');
  });

  it('finds a token in the Authorization header of the graphql-ws upgrade request', async () => {
    const headers = bearer(await application.logIn());
    expect(await subscribe(application, 'id', { headers })).toBe('7');
  });

  it('prefers the token in connectionParams to an Authorization header of another scheme', async () => {
    const headers = { Authorization: 'Basic YWxpY2U6cGFzcw==' };
    const params = bearer(await application.logIn());
    expect(await subscribe(application, 'id', { headers, params })).toBe('7');
  });

  it.each([[{ authorization: 7 }], [{ authorization: ['Bearer a.b.c'] }], [{ token: 'a.b.c' }]])(
    'finds no token in the connectionParams %j',
    async (params) => {
      expect(await subscribe(application, 'id', { params })).toEqual(error(MISSING));
    },
  );

  it('ignores a token in the URL of a graphql-ws connection', async () => {
    const parameters = `?authorization=Bearer%20${await application.logIn()}`;
    expect(await subscribe(application, 'id', { query: parameters })).toEqual(error(MISSING));
  });

  it('rejects a subscription on an open connection after the session was revoked', async () => {
    const token = await application.logIn();
    const client = connect(application, { params: bearer(token) });
    expect(await firstResult(client, 'id')).toBe('7');
    await application.revokeSession(token);
    expect(await firstResult(client, 'id')).toEqual(error(INVALID));
    await client.dispose();
  });
});
