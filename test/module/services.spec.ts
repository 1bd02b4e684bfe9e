import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplicationContext, Injectable, Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type AuthEvent,
  AuthEvents,
  AuthModule,
  SessionService,
  RefreshToken,
  type RefreshedTokens,
  type TokenPair,
  TokenService,
} from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { claimsOf, sign } from '../support/jwt.js';
import { SECRET } from '../support/service.js';
import { Customers, PlainPasswords } from './support/customers.js';
import { inMemory } from './support/database.js';
import { applicationOf } from './support/host.js';

@Injectable()
class Collected extends AuthEvents {
  readonly events: AuthEvent[] = [];

  emit(event: AuthEvent): void {
    this.events.push(event);
  }
}

const LAPTOP = { ip: '192.0.2.1', userAgent: 'laptop' };
const PHONE = { ip: '192.0.2.2', userAgent: 'phone' };

/** A worker or a command of an application: our services, and no HTTP at all. */
describe('an application without HTTP', () => {
  let app: INestApplicationContext;
  let tokens: TokenService;
  let sessions: SessionService;
  const customers = new Customers();
  const collected = new Collected();
  const newEvents = (): AuthEvent[] => collected.events.splice(0);
  const sidOf = (pair: TokenPair): string => claimsOf(pair.access)['sid'] as string;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    const source = inMemory({
      entities: [RefreshToken],
      migrations: [CreateRefreshToken1763800000000],
    });
    const ports = { userStore: customers, passwordHasher: PlainPasswords, authEvents: collected };
    const imports = [source, AuthModule.forRoot({ secret: SECRET, routes: false, ...ports })];
    app = await NestFactory.createApplicationContext(applicationOf({ imports }), {
      logger: false,
      abortOnError: false,
    });
    tokens = app.get(TokenService);
    sessions = app.get(SessionService);
    newEvents();
  });
  afterEach(() => app.close());

  it('begins a session, refreshes it and verifies its tokens', async () => {
    const pair = await tokens.obtain(customers.carol, LAPTOP);
    const next = (await tokens.refresh(pair.refresh, undefined, PHONE)) as TokenPair;
    await expect(tokens.verify(next.access)).resolves.toBeUndefined();
    await expect(tokens.verify(pair.refresh)).rejects.toMatchObject({ code: 'token_consumed' });
    const sid = sidOf(pair);
    expect(newEvents()).toEqual([
      { type: 'authn_login_success', sid, userId: '7', client: LAPTOP },
      created('session', sid, 0, LAPTOP),
      created('rotation', sid, 1, PHONE),
    ]);
  });

  it('takes a token that begins no later than clocks may differ', async () => {
    const claims = claimsOf((await tokens.obtain(customers.carol, LAPTOP)).access);
    const begins = (seconds: number) =>
      sign({ ...claims, nbf: Math.floor(Date.now() / 1000) + seconds }, SECRET);
    await expect(tokens.verify(begins(30))).resolves.toBeUndefined();
    await expect(tokens.verify(begins(90))).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('tells a refresh token that is too old from one that nobody issued', async () => {
    const { refresh } = await tokens.obtain(customers.carol, LAPTOP);
    const old = sign({ ...claimsOf(refresh), exp: 1 }, SECRET);
    const refused = { type: 'authn_token_refused', client: PHONE };
    await expect(tokens.refresh(old, undefined, PHONE)).rejects.toThrow();
    expect(newEvents().at(-1)).toMatchObject({ ...refused, verdict: 'expired' });
    await expect(tokens.refresh(`${old}A`, undefined, PHONE)).rejects.toThrow();
    expect(newEvents().at(-1)).toMatchObject({ ...refused, verdict: 'invalid' });
  });

  it('answers a retry by its key, and ends the session of whoever consumes a token twice without', async () => {
    const key = 'a-key-of-at-least-16-characters';
    const pair = await tokens.obtain(customers.carol, LAPTOP);
    const next = await tokens.refresh(pair.refresh, key, LAPTOP);
    expect(await tokens.refresh(pair.refresh, key, LAPTOP)).toEqual(next);
    await expect(tokens.refresh(pair.refresh, undefined, PHONE)).rejects.toMatchObject({
      code: 'token_reused',
      message: 'Token is blacklisted',
    });
    const sid = sidOf(pair);
    expect(newEvents().slice(-3)).toEqual([
      {
        type: 'authn_token_reissued',
        verdict: 'retry',
        sid,
        userId: '7',
        generation: 1,
        client: LAPTOP,
        holder: LAPTOP,
      },
      { type: 'authn_token_revoked', reason: 'reuse', sid, userId: '7', client: PHONE },
      {
        type: 'authn_token_reuse',
        sid,
        userId: '7',
        presentedGeneration: 0,
        currentGeneration: 1,
        presenter: PHONE,
        holder: LAPTOP,
      },
    ]);
  });

  it('logs out by a refresh token', async () => {
    const pair = await tokens.obtain(customers.carol, LAPTOP);
    await tokens.revoke(pair.refresh);
    await expect(tokens.refresh(pair.refresh)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(tokens.revoke(pair.refresh)).rejects.toMatchObject({ code: 'session_ended' });
    await expect(tokens.revoke(pair.access)).rejects.toMatchObject({ code: 'invalid_token' });
    const sid = sidOf(pair);
    expect(newEvents().slice(2)).toEqual([
      { type: 'authn_token_revoked', reason: 'logout', sid, userId: '7', client: null },
      {
        type: 'authn_token_refused',
        verdict: 'session_ended',
        sid,
        userId: '7',
        client: { ip: null, userAgent: null },
      },
    ]);
  });

  it('takes the address and the agent of a client, and nothing else that it carries', async () => {
    const evil = { ...LAPTOP, id: 'x', userId: 'eve', tokenVersion: 9, generation: 5, sid: 'y' };
    const pair = await tokens.obtain(customers.carol, evil);
    const next = (await tokens.refresh(pair.refresh, undefined, evil)) as TokenPair;
    expect(claimsOf(next.access)).toMatchObject({ sid: sidOf(pair), user_id: '7', sub: '7' });
    await sessions.revoke(sidOf(pair), 'logout', evil);
    for (const event of newEvents()) expect(event).toHaveProperty('client', LAPTOP);
  });

  it.each([
    ['undefined members', { ip: undefined, userAgent: undefined }],
    ['no members', {}],
    ['null', null],
  ])('starts and refreshes a session for a client with %s', async (_, given) => {
    const client = given as unknown as typeof LAPTOP;
    const { refresh } = await tokens.obtain(customers.carol, client);
    await tokens.refresh(refresh, undefined, client);
    const { sessions: listed } = await sessions.list('7');
    expect(listed[0]).toMatchObject({ ip: null, userAgent: null });
  });

  it.each([1, 'false'])('starts no session for a user whose isActive is %p', async (isActive) => {
    const user = { ...customers.carol, isActive } as unknown as typeof customers.carol;
    await expect(tokens.obtain(user)).rejects.toThrow('The isActive of a user has the type');
  });

  it.each([[{}], [{ $ne: null }], [['x']], [7], [null], [undefined]])(
    'revokes no session whose id is %j, as a body may name it',
    async (given) => {
      await tokens.obtain(customers.carol, LAPTOP);
      const sid = given as unknown as string;
      expect([await sessions.revoke(sid), await sessions.revokeOf('7', sid)]).toEqual([null, null]);
      expect((await sessions.list('7')).sessions).toHaveLength(1);
    },
  );

  it('lists where a user is signed in, the newest first, and ends one of them', async () => {
    const laptop = await tokens.obtain(customers.carol, LAPTOP);
    await new Promise((resolve) => setTimeout(resolve, 2)); // a later millisecond, so a later id
    const phone = await tokens.obtain(customers.carol, PHONE);
    const { sessions: listed, next } = await sessions.list('7');
    const [newest, oldest, ...others] = listed;
    expect([others, next]).toEqual([[], null]);
    expect(oldest).toMatchObject({ sid: sidOf(laptop), ...LAPTOP });
    expect(newest).toEqual({
      sid: sidOf(phone),
      state: 'active',
      createdAt: expect.any(Number),
      refreshedAt: expect.any(Number),
      expiresAt: Number(claimsOf(phone.refresh)['exp']) * 1000,
      sessionExpiresAt: expect.any(Number),
      revokedAt: null,
      revokedReason: null,
      ...PHONE,
    });
    await sessions.revoke(sidOf(phone), 'admin');
    expect((await sessions.list('7')).sessions.map(({ sid }) => sid)).toEqual([sidOf(laptop)]);
    await expect(tokens.verify(phone.access)).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(tokens.verify(laptop.access)).resolves.toBeUndefined();
    expect(await sessions.revoke(sidOf(phone))).toBeNull();
  });

  it('ends every session of a user, and no event carries a token', async () => {
    const pairs = [LAPTOP, PHONE].map((client) => tokens.obtain(customers.carol, client));
    const obtained: RefreshedTokens[] = await Promise.all(pairs);
    await sessions.revokeAllOf('7');
    expect((await sessions.list('7')).sessions).toEqual([]);
    const events = newEvents();
    expect(events.at(-1)).toEqual({
      type: 'authn_token_revoked',
      reason: 'admin',
      sid: null,
      userId: '7',
      client: null,
    });
    const told = JSON.stringify(events);
    for (const { access } of obtained) expect(told).not.toContain(access.split('.')[2]);
  });
});

const created = (origin: string, sid: string, generation: number, client: object) => ({
  type: 'authn_token_created',
  origin,
  sid,
  userId: '7',
  generation,
  client,
});
