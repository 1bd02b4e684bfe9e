import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApplication, INVALID_TOKENS, type ModuleMethod } from './application.js';

/** The guarded handlers of an application, the same in every context. */
export type Handler = 'user' | 'id' | 'administration' | 'greeting' | 'front-page';

/** A client of a test application in one context. */
export interface TestClient {
  application: TestApplication;
  /** @returns the response of the handler, or the error that the client receives */
  send(handler: Handler, token?: string): Promise<unknown>;
}

/** The errors that clients receive, completely. */
export interface ExpectedErrors {
  missing: unknown;
  invalid: unknown;
  insufficient: unknown;
  unavailable: unknown;
}

/** The return value of the handlers. */
export const greet = (user: { id: string } | undefined) => ({ hello: user?.id ?? 'guest' });

/** Tests the rules of the guard in one context. */
function itAppliesRules(
  method: ModuleMethod,
  start: () => Promise<TestClient>,
  errors: ExpectedErrors,
): void {
  let application: TestApplication;
  let send: TestClient['send'];

  beforeAll(async () => {
    const client = await start();
    application = client.application;
    send = (...args) => client.send(...args);
  });
  afterAll(() => application.stop());

  it('accepts a valid token and passes its user to the handler', async () => {
    const { claims, ...user } = (await send('user', await application.logIn())) as never as {
      claims: object;
    };
    expect(claims).toMatchObject({ user_id: 'id-of-carol', roles: ['reader'] });
    expect(user).toMatchObject({ id: 'id-of-carol' });
    expect('username' in user).toBe(method === 'forRoot');
  });

  it('passes one property of the user to a handler that names it', async () => {
    expect(await send('id', await application.logIn())).toBe('id-of-carol');
  });

  it('rejects a request without a token', async () => {
    expect(await send('id')).toEqual(errors.missing);
  });

  it.each(INVALID_TOKENS)('rejects a token that %s', async (_, invalidate) => {
    expect(await send('id', invalidate(await application.logIn()))).toEqual(errors.invalid);
  });

  it('rejects a token without a required role and accepts one with it', async () => {
    expect(await send('administration', await application.logIn('carol'))).toEqual(
      errors.insufficient,
    );
    expect(await send('administration', await application.logIn('ada'))).toEqual({
      hello: 'id-of-ada',
    });
  });

  it('requires no token on a @Public() handler', async () => {
    expect(await send('front-page')).toEqual({ hello: 'guest' });
  });

  it('passes no user to an @OptionalAuth() handler without a token', async () => {
    expect(await send('greeting')).toEqual({ hello: 'guest' });
    expect(await send('greeting', await application.logIn())).toEqual({ hello: 'id-of-carol' });
  });

  it.each(INVALID_TOKENS)(
    'rejects a token that %s on an @OptionalAuth() handler',
    async (_, invalidate) => {
      expect(await send('greeting', invalidate(await application.logIn()))).toEqual(errors.invalid);
    },
  );

  if (method === 'forVerifier') return;

  it('rejects a token of a revoked session', async () => {
    const token = await application.logIn();
    await application.revokeSession(token);
    expect(await send('id', token)).toEqual(errors.invalid);
  });

  it('responds with temporarily_unavailable while the users cannot be read, and recovers', async () => {
    const token = await application.logIn();
    application.breakUsers();
    expect(await send('id', token)).toEqual(errors.unavailable);
    application.repairUsers();
    expect(await send('id', token)).toBe('id-of-carol');
  });
}

/** Describes {@link itAppliesRules} for each method that provides the guard. */
export function describeGuard(
  start: (method: ModuleMethod) => Promise<TestClient>,
  errors: ExpectedErrors,
): void {
  describe.each<[ModuleMethod]>([['forRoot'], ['forVerifier']])('with AuthModule.%s', (method) => {
    itAppliesRules(method, () => start(method), errors);
  });
}
