import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtAuthGuard } from '../../../src/index.js';
import { Host } from './host.js';

/** Asks for no more than a token. */
const handler = () => undefined;

const request = (authorization?: string) => ({
  headers: authorization === undefined ? {} : { authorization },
});

/** What other drivers hand to resolvers, and whom they put the user on. */
const CONTEXTS: readonly (readonly [string, (bearer: string) => object, string])[] = [
  ['Apollo, of a request', (bearer) => ({ req: request(bearer) }), 'req'],
  [
    'Apollo, of a connection',
    (authorization) => ({ req: { connectionParams: { authorization }, extra: {} } }),
    'req',
  ],
  ['Yoga', (bearer) => ({ req: request(bearer), request: { headers: new Headers() } }), 'req'],
  [
    'Mercurius, of a request',
    (bearer) => ({ app: {}, reply: { request: request(bearer) } }),
    'reply.request',
  ],
  [
    'Mercurius, of a connection',
    (authorization) => {
      const opening = request();
      return { request: opening, reply: { request: opening }, _connectionInit: { authorization } };
    },
    'request',
  ],
  [
    'Mercurius, of a connection without parameters',
    (bearer) => {
      const opening = request(bearer);
      return { request: opening, reply: { request: opening }, _connectionInit: null };
    },
    'request',
  ],
  [
    'graphql-ws itself',
    (authorization) => ({ connectionParams: { authorization }, extra: { request: request() } }),
    '',
  ],
];

describe('the guard, with the contexts of drivers', () => {
  const host = new Host();
  beforeAll(() => host.start({}));
  afterAll(() => host.stop());

  function guard(...resolverArguments: unknown[]): Promise<unknown> {
    const context = new ExecutionContextHost(resolverArguments, Object, handler);
    context.setType('graphql');
    return host.app.get(JwtAuthGuard, { strict: false }).canActivate(context);
  }

  const userOn = (context: object, path: string): unknown =>
    [...path.split('.').filter(Boolean), 'user', 'id'].reduce<unknown>(
      (holder, name) => (holder as Record<string, unknown>)[name],
      context,
    );

  it.each(CONTEXTS)('finds a token in the one of %s', async (_, make, path) => {
    const context = make(`Bearer ${await host.logIn()}`);
    await guard(undefined, {}, context, {});
    expect(userOn(context, path)).toBe('id-of-carol');
  });

  it.each(CONTEXTS)('refuses a bad one in that of %s', async (_, make) => {
    await expect(guard(undefined, {}, make('Bearer a.b.c'), {})).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED', reason: 'token_not_valid' },
    });
  });

  it('finds it where a federation’s reference is resolved, which has no arguments', async () => {
    const context = { req: request(`Bearer ${await host.logIn()}`) };
    await guard({ __typename: 'Order', id: 1 }, context, { fieldName: '_entities' });
    expect(userOn(context, 'req')).toBe('id-of-carol');
  });
});
