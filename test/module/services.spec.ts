import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  type AuthEvent,
  AuthModule,
  RefreshToken,
  SessionService,
  type TokenPair,
  TokenService,
} from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { claimsOf, SECRET } from '../support/jwt.js';
import { startContext } from './support/application-context.js';
import { Customers, PlainPasswordHasher } from './support/customers.js';
import { inMemory } from './support/database.js';

const LAPTOP = { ip: '192.0.2.1', userAgent: 'laptop' };
const PHONE = { ip: '192.0.2.2', userAgent: 'phone' };
const KEY = 'a-key-of-at-least-16-characters';

/** A worker or a command of an application uses the services without HTTP. */
describe('services without HTTP', () => {
  const { carol } = new Customers();
  let app: INestApplicationContext;
  let tokens: TokenService;
  let sessions: SessionService;
  let events: AuthEvent[];
  const sidOf = (pair: TokenPair): string => claimsOf(pair.access)['sid'] as string;

  beforeEach(async () => {
    events = [];
    const migrations = [CreateRefreshToken1763800000000];
    const ports = {
      userStore: Customers,
      passwordHasher: PlainPasswordHasher,
      authEvents: { emit: (event: AuthEvent) => events.push(event) },
    };
    app = await startContext([
      inMemory({ entities: [RefreshToken], migrations }),
      AuthModule.forRoot({ secret: SECRET, routes: false, ...ports }),
    ]);
    tokens = app.get(TokenService);
    sessions = app.get(SessionService);
  });
  afterEach(() => app.close());

  it('TokenService creates, refreshes and revokes sessions, and emits events without tokens', async () => {
    const pair = await tokens.obtain(carol, LAPTOP);
    const next = (await tokens.refresh(pair.refresh, KEY, PHONE)) as TokenPair;
    expect(await tokens.refresh(pair.refresh, KEY, PHONE)).toEqual(next);
    await expect(tokens.verify(next.access)).resolves.toBeUndefined();
    await expect(tokens.verify(pair.refresh)).rejects.toMatchObject({ code: 'token_consumed' });
    await expect(tokens.revoke(next.access)).rejects.toMatchObject({ code: 'invalid_token' });
    await tokens.revoke(next.refresh);
    await expect(tokens.refresh(next.refresh)).rejects.toMatchObject({ code: 'session_ended' });

    const subject = { sid: sidOf(pair), userId: '7' };
    const created = { type: 'authn_token_created', ...subject };
    expect(events).toEqual([
      { type: 'authn_login_success', ...subject, client: LAPTOP },
      {
        type: 'authn_login_unfamiliar',
        ...subject,
        client: LAPTOP,
        device: LAPTOP.userAgent,
        unknown: ['address', 'device'],
        isFirst: true,
      },
      { ...created, origin: 'login', generation: 0, client: LAPTOP },
      { ...created, origin: 'rotation', generation: 1, client: PHONE },
      {
        type: 'authn_token_reissued',
        verdict: 'retry',
        ...subject,
        generation: 1,
        client: PHONE,
        holder: PHONE,
      },
      { type: 'authn_token_revoked', reason: 'logout', ...subject, client: null },
      {
        type: 'authn_token_refused',
        verdict: 'session_ended',
        ...subject,
        client: { ip: null, userAgent: null },
      },
    ]);
    for (const token of [pair.access, pair.refresh, next.access, next.refresh]) {
      expect(JSON.stringify(events)).not.toContain(token.split('.')[2]);
    }
  });

  it('TokenService revokes the session when a consumed token comes back without its key', async () => {
    const { refresh } = await tokens.obtain(carol, LAPTOP);
    const next = (await tokens.refresh(refresh, KEY, LAPTOP)) as TokenPair;
    await expect(tokens.refresh(refresh, undefined, PHONE)).rejects.toMatchObject({
      code: 'token_reused',
      message: 'Token is blacklisted',
    });
    await expect(tokens.verify(next.access)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(events.slice(-2)).toMatchObject([
      { type: 'authn_token_revoked', reason: 'reuse', client: PHONE },
      { type: 'authn_token_reuse', presenter: PHONE, holder: LAPTOP },
    ]);
  });

  it('TokenService reads only ip and userAgent of the client', async () => {
    const evil = { ...LAPTOP, id: 'x', userId: 'eve', tokenVersion: 9, generation: 5, sid: 'y' };
    const pair = await tokens.obtain(carol, evil);
    const next = (await tokens.refresh(pair.refresh, undefined, evil)) as TokenPair;
    expect(claimsOf(next.access)).toMatchObject({ sid: sidOf(pair), user_id: '7', sub: '7' });
    await sessions.revoke(sidOf(pair), 'logout', evil);
    expect(events).toHaveLength(5);
    for (const event of events) expect(event).toHaveProperty('client', LAPTOP);
  });

  it('TokenService creates no session for a user whose isActive is not a boolean', async () => {
    const user = { ...carol, isActive: 'false' as unknown as boolean };
    await expect(tokens.obtain(user)).rejects.toThrow('The isActive of a user has the type');
  });

  it.each([[{}], [{ $ne: null }], [['x']], [7], [null], [undefined]])(
    'SessionService revokes no session when the ID is %j instead of a string',
    async (given) => {
      await tokens.obtain(carol, LAPTOP);
      const sid = given as unknown as string;
      expect([await sessions.revoke(sid), await sessions.revokeOf('7', sid)]).toEqual([null, null]);
      expect((await sessions.list('7')).sessions).toHaveLength(1);
    },
  );

  it('SessionService lists the sessions of a user, the newest first, and revokes one or all of them', async () => {
    const laptop = await tokens.obtain(carol, LAPTOP);
    await new Promise((resolve) => setTimeout(resolve, 2)); // a later millisecond gives a later ID
    const phone = await tokens.obtain(carol, PHONE);
    const expiresAt = Number(claimsOf(phone.refresh)['exp']) * 1000;
    expect(await sessions.list('7')).toMatchObject({
      sessions: [
        { sid: sidOf(phone), state: 'active', expiresAt, revokedAt: null, ...PHONE },
        { sid: sidOf(laptop), ...LAPTOP },
      ],
      next: null,
    });
    await sessions.revoke(sidOf(phone), 'admin');
    expect((await sessions.list('7')).sessions.map(({ sid }) => sid)).toEqual([sidOf(laptop)]);
    await expect(tokens.verify(phone.access)).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(tokens.verify(laptop.access)).resolves.toBeUndefined();
    expect(await sessions.revoke(sidOf(phone))).toBeNull();

    await sessions.revokeAllOf('7');
    expect((await sessions.list('7')).sessions).toEqual([]);
    expect(events.at(-1)).toEqual({
      type: 'authn_token_revoked',
      reason: 'admin',
      sid: null,
      userId: '7',
      client: null,
    });
  });
});
