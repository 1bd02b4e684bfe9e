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
import { Customers, PlainPasswordHasher } from './support/customers.js';
import { inMemory } from './support/database.js';
import { applicationOf } from './support/application.js';

@Injectable()
class CollectedEvents extends AuthEvents {
  readonly events: AuthEvent[] = [];

  emit(event: AuthEvent): void {
    this.events.push(event);
  }
}

const LAPTOP = { ip: '192.0.2.1', userAgent: 'laptop' };
const PHONE = { ip: '192.0.2.2', userAgent: 'phone' };

/** A worker or a command of an application uses the services without HTTP. */
describe('services without HTTP', () => {
  let app: INestApplicationContext;
  let tokens: TokenService;
  let sessions: SessionService;
  const customers = new Customers();
  const collected = new CollectedEvents();
  const newEvents = (): AuthEvent[] => collected.events.splice(0);
  const sidOf = (pair: TokenPair): string => claimsOf(pair.access)['sid'] as string;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    const source = inMemory({
      entities: [RefreshToken],
      migrations: [CreateRefreshToken1763800000000],
    });
    const ports = {
      userStore: customers,
      passwordHasher: PlainPasswordHasher,
      authEvents: collected,
    };
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

  it('TokenService creates and refreshes a session and verifies its tokens', async () => {
    const pair = await tokens.obtain(customers.carol, LAPTOP);
    const next = (await tokens.refresh(pair.refresh, undefined, PHONE)) as TokenPair;
    await expect(tokens.verify(next.access)).resolves.toBeUndefined();
    await expect(tokens.verify(pair.refresh)).rejects.toMatchObject({ code: 'token_consumed' });
    const sid = sidOf(pair);
    expect(newEvents()).toEqual([
      { type: 'authn_login_success', sid, userId: '7', client: LAPTOP },
      created('login', sid, 0, LAPTOP),
      created('rotation', sid, 1, PHONE),
    ]);
  });

  it('TokenService accepts a token whose nbf is within the clock tolerance, and rejects a later one', async () => {
    const claims = claimsOf((await tokens.obtain(customers.carol, LAPTOP)).access);
    const tokenWithNbf = (seconds: number) =>
      sign({ ...claims, nbf: Math.floor(Date.now() / 1000) + seconds }, SECRET);
    await expect(tokens.verify(tokenWithNbf(30))).resolves.toBeUndefined();
    await expect(tokens.verify(tokenWithNbf(90))).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('TokenService emits another verdict for an expired refresh token than for an invalid one', async () => {
    const { refresh } = await tokens.obtain(customers.carol, LAPTOP);
    const expired = sign({ ...claimsOf(refresh), exp: 1 }, SECRET);
    const refused = { type: 'authn_token_refused', client: PHONE };
    await expect(tokens.refresh(expired, undefined, PHONE)).rejects.toThrow();
    expect(newEvents().at(-1)).toMatchObject({ ...refused, verdict: 'expired' });
    await expect(tokens.refresh(`${expired}A`, undefined, PHONE)).rejects.toThrow();
    expect(newEvents().at(-1)).toMatchObject({ ...refused, verdict: 'invalid' });
  });

  it('TokenService returns the same tokens to a retry with its key, and revokes the session when a consumed token comes back without one', async () => {
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

  it('TokenService.revoke() logs out with a refresh token and rejects an access token', async () => {
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

  it('TokenService reads only ip and userAgent of the client', async () => {
    const evil = { ...LAPTOP, id: 'x', userId: 'eve', tokenVersion: 9, generation: 5, sid: 'y' };
    const pair = await tokens.obtain(customers.carol, evil);
    const next = (await tokens.refresh(pair.refresh, undefined, evil)) as TokenPair;
    expect(claimsOf(next.access)).toMatchObject({ sid: sidOf(pair), user_id: '7', sub: '7' });
    await sessions.revoke(sidOf(pair), 'logout', evil);
    for (const event of newEvents()) expect(event).toHaveProperty('client', LAPTOP);
  });

  it.each([
    ['undefined properties', { ip: undefined, userAgent: undefined }],
    ['no properties', {}],
    ['null', null],
  ])('TokenService creates and refreshes a session for a client with %s', async (_, given) => {
    const client = given as unknown as typeof LAPTOP;
    const { refresh } = await tokens.obtain(customers.carol, client);
    await tokens.refresh(refresh, undefined, client);
    const { sessions: listed } = await sessions.list('7');
    expect(listed[0]).toMatchObject({ ip: null, userAgent: null });
  });

  it.each([1, 'false'])(
    'TokenService creates no session for a user whose isActive is %p',
    async (isActive) => {
      const user = { ...customers.carol, isActive } as unknown as typeof customers.carol;
      await expect(tokens.obtain(user)).rejects.toThrow('The isActive of a user has the type');
    },
  );

  it.each([[{}], [{ $ne: null }], [['x']], [7], [null], [undefined]])(
    'SessionService revokes no session when the ID is %j instead of a string',
    async (given) => {
      await tokens.obtain(customers.carol, LAPTOP);
      const sid = given as unknown as string;
      expect([await sessions.revoke(sid), await sessions.revokeOf('7', sid)]).toEqual([null, null]);
      expect((await sessions.list('7')).sessions).toHaveLength(1);
    },
  );

  it('SessionService lists the sessions of a user, the newest first, and revokes one of them', async () => {
    const laptop = await tokens.obtain(customers.carol, LAPTOP);
    await new Promise((resolve) => setTimeout(resolve, 2)); // a later millisecond gives a later ID
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

  it('SessionService revokes all sessions of a user and emits no token in an event', async () => {
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
    const text = JSON.stringify(events);
    for (const { access } of obtained) expect(text).not.toContain(access.split('.')[2]);
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
