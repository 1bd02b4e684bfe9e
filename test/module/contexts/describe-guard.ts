import { beforeAll, describe, expect, it } from '@jest/globals';
import { GuardedApplication, INVALID_TOKENS, type ModuleMethod } from './guarded-application.js';
import {
  guardedHandlers,
  INSUFFICIENT,
  INVALID,
  MISSING,
  type Transport,
  UNAVAILABLE,
  unguardedHandlers,
} from './transports/transport.js';

/** Tests the rules of the guard over one transport, for each method that provides the guard. */
export function describeGuard(transport: Transport): void {
  describe.each<ModuleMethod>(['forRoot', 'forVerifier'])('with AuthModule.%s', (method) => {
    itAppliesRules(transport, method);
    // The global guard is always a JwtAuthGuard.
    if (transport.guard === undefined) itGuardsGlobally(transport, method);
  });
  describe('with AuthModule.forRoot', () => itChecksSessions(transport));
}

function itAppliesRules(transport: Transport, method: ModuleMethod): void {
  const { error, refusal = error } = transport;
  let application: GuardedApplication;
  const send = (handler: string, token?: string) => transport.call(application, handler, token);

  beforeAll(async () => {
    application = await startGuarded(transport, method);
  });

  it('accepts a valid token and passes its user to the handler', async () => {
    const user = await send('user', await application.logIn());
    expect(user).toMatchObject({ id: '7', claims: { user_id: '7', roles: ['buyer'] } });
    expect('username' in (user as object)).toBe(method === 'forRoot');
  });

  it('passes one property of the user to a handler that names it', async () => {
    expect(await send('id', await application.logIn())).toBe('7');
  });

  it('rejects a request without a token', async () => {
    expect(await send('id')).toEqual(error(MISSING));
  });

  it.each(INVALID_TOKENS)(
    'rejects a token that %s, also on an @OptionalAuth() handler',
    async (_, invalidate) => {
      const token = invalidate(await application.logIn());
      expect(await send('id', token)).toEqual(refusal(INVALID));
      expect(await send('greeting', token)).toEqual(refusal(INVALID));
    },
  );

  it('rejects a token without a required role and accepts one with it', async () => {
    expect(await send('administration', await application.logIn('carol'))).toEqual(
      error(INSUFFICIENT),
    );
    expect(await send('administration', await application.logIn('ada'))).toEqual({ hello: '8' });
  });

  it('requires no token on a @Public() handler', async () => {
    expect(await send('frontPage')).toEqual({ hello: 'guest' });
  });

  it('passes no user to an @OptionalAuth() handler without a token', async () => {
    expect(await send('greeting')).toEqual({ hello: 'guest' });
    expect(await send('greeting', await application.logIn())).toEqual({ hello: '7' });
  });
}

function itGuardsGlobally(transport: Transport, method: ModuleMethod): void {
  it('applies the global guard to handlers without a guard', async () => {
    const parts = transport.serve(unguardedHandlers(transport));
    const application = await GuardedApplication.start(parts, { method, globalGuard: true });
    const send = (handler: string, token?: string) => transport.call(application, handler, token);
    expect(await send('id')).toEqual(transport.error(MISSING));
    expect(await send('id', await application.logIn())).toBe('7');
    expect(await send('frontPage')).toEqual({ hello: 'guest' });
  });
}

function itChecksSessions(transport: Transport): void {
  const { call, error, refusal = error } = transport;
  let application: GuardedApplication;
  beforeAll(async () => {
    application = await startGuarded(transport, 'forRoot');
  });

  it('rejects a token of a revoked session', async () => {
    const token = await application.logIn();
    await application.revokeSession(token);
    expect(await call(application, 'id', token)).toEqual(refusal(INVALID));
  });

  it('responds with temporarily_unavailable while the users cannot be read, and recovers', async () => {
    const token = await application.logIn();
    application.breakUsers();
    expect(await call(application, 'id', token)).toEqual(refusal(UNAVAILABLE));
    application.repairUsers();
    expect(await call(application, 'id', token)).toBe('7');
  });
}

const startGuarded = (transport: Transport, method: ModuleMethod) =>
  GuardedApplication.start(transport.serve(guardedHandlers(transport)), { method });
