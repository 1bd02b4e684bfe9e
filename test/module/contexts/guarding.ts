import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Host, SPOILED, type Way } from './host.js';

/** What an application has behind the guard, the same in every context. */
export type Handler = 'user' | 'id' | 'administration' | 'greeting' | 'front-page';

/** An application's client. */
export interface Caller {
  host: Host;
  /** @returns what the client gets: an answer, or exactly the error that it is told */
  ask(handler: Handler, token?: string): Promise<unknown>;
}

/** What clients are told: the whole of it. */
export interface Told {
  missing: unknown;
  invalid: unknown;
  insufficient: unknown;
  unavailable: unknown;
}

/** What the handlers answer. */
export const greet = (user: { id: string } | undefined) => ({ hello: user?.id ?? 'nobody' });

/** The guard's rules, in one context. */
function itGuards(way: Way, start: () => Promise<Caller>, told: Told): void {
  let host: Host;
  let ask: Caller['ask'];

  beforeAll(async () => {
    const caller = await start();
    host = caller.host;
    ask = (...question) => caller.ask(...question);
  });
  afterAll(() => host.stop());

  it('lets a good token in, and says whose it is', async () => {
    const { claims, ...user } = (await ask('user', await host.logIn())) as never as {
      claims: object;
    };
    expect(claims).toMatchObject({ user_id: 'id-of-carol', roles: ['reader'] });
    expect(user).toMatchObject({ id: 'id-of-carol' });
    expect('username' in user).toBe(way === 'forRoot');
  });

  it('gives one member of the user to whoever asks for one', async () => {
    expect(await ask('id', await host.logIn())).toBe('id-of-carol');
  });

  it('refuses whoever has no token', async () => {
    expect(await ask('id')).toEqual(told.missing);
  });

  it.each(SPOILED)('refuses a token that %s', async (_, spoil) => {
    expect(await ask('id', spoil(await host.logIn()))).toEqual(told.invalid);
  });

  it('refuses a token that does not claim enough, and lets one in that does', async () => {
    expect(await ask('administration', await host.logIn('carol'))).toEqual(told.insufficient);
    expect(await ask('administration', await host.logIn('ada'))).toEqual({ hello: 'id-of-ada' });
  });

  it('asks for no token where everybody may come in', async () => {
    expect(await ask('front-page')).toEqual({ hello: 'nobody' });
  });

  it('lets in as nobody who has no token, where a token is optional', async () => {
    expect(await ask('greeting')).toEqual({ hello: 'nobody' });
    expect(await ask('greeting', await host.logIn())).toEqual({ hello: 'id-of-carol' });
  });

  it.each(SPOILED)('refuses a token that %s also where one is optional', async (_, spoil) => {
    expect(await ask('greeting', spoil(await host.logIn()))).toEqual(told.invalid);
  });

  if (way === 'forVerifier') return;

  it('refuses a token whose session has ended', async () => {
    const token = await host.logIn();
    await host.endSession(token);
    expect(await ask('id', token)).toEqual(told.invalid);
  });

  it('says that it cannot tell, while the users are away', async () => {
    const token = await host.logIn();
    host.breakUsers();
    expect(await ask('id', token)).toEqual(told.unavailable);
    host.mendUsers();
    expect(await ask('id', token)).toBe('id-of-carol');
  });
}

/** {@link itGuards}, for each way to have the guard. */
export function describeGuard(start: (way: Way) => Promise<Caller>, told: Told): void {
  describe.each<[Way]>([['forRoot'], ['forVerifier']])('with AuthModule.%s', (way) => {
    itGuards(way, () => start(way), told);
  });
}
