import { beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedApplication } from './guarded-application.js';

const request = (authorization?: string) => ({
  headers: authorization === undefined ? {} : { authorization },
});

/**
 * The context that each driver passes to resolvers, and the path of the object that gets the user.
 */
const CONTEXTS: readonly (readonly [string, (bearer: string) => object, string])[] = [
  ['Apollo for a request', (bearer) => ({ req: request(bearer) }), 'req'],
  [
    'Apollo for a connection',
    (authorization) => ({ req: { connectionParams: { authorization }, extra: {} } }),
    'req',
  ],
  ['Yoga', (bearer) => ({ req: request(bearer), request: { headers: new Headers() } }), 'req'],
  [
    'Mercurius for a request',
    (bearer) => ({ app: {}, reply: { request: request(bearer) } }),
    'reply.request',
  ],
  [
    'Mercurius for a connection',
    (authorization) => {
      const upgrade = request();
      return { request: upgrade, reply: { request: upgrade }, _connectionInit: { authorization } };
    },
    'request',
  ],
  [
    'Mercurius for a connection without parameters',
    (bearer) => {
      const upgrade = request(bearer);
      return { request: upgrade, reply: { request: upgrade }, _connectionInit: null };
    },
    'request',
  ],
  [
    'graphql-ws',
    (authorization) => ({ connectionParams: { authorization }, extra: { request: request() } }),
    '',
  ],
];

describe('JwtAuthGuard with the contexts of GraphQL drivers', () => {
  let application: GuardedApplication;
  beforeAll(async () => {
    application = await GuardedApplication.start();
  });

  const userOn = (context: object, path: string): unknown =>
    [...path.split('.').filter(Boolean), 'user', 'id'].reduce<unknown>(
      (holder, name) => (holder as Record<string, unknown>)[name],
      context,
    );

  it.each(CONTEXTS)('finds a valid token in the GraphQL context of %s', async (_, make, path) => {
    const context = make(`Bearer ${await application.logIn()}`);
    await application.guard('graphql', undefined, {}, context, {});
    expect(userOn(context, path)).toBe('7');
  });

  it.each(CONTEXTS)('rejects an invalid token in the GraphQL context of %s', async (_, make) => {
    await expect(
      application.guard('graphql', undefined, {}, make('Bearer a.b.c'), {}),
    ).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED', reason: 'token_not_valid' },
    });
  });

  it('finds the token when a GraphQL federation reference is resolved, which passes no arguments', async () => {
    const context = { req: request(`Bearer ${await application.logIn()}`) };
    const reference = { __typename: 'Order', id: 1 };
    await application.guard('graphql', reference, context, { fieldName: '_entities' });
    expect(userOn(context, 'req')).toBe('7');
  });
});
