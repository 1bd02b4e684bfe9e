import { afterEach, describe, expect, it } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';
import { AuthModule, SessionService, type RawClaims } from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { claimsOf } from '../support/jwt.js';
import { SECRET, type Tokens } from '../support/service.js';
import { type Customer, Customers, PlainPasswords } from './support/customers.js';
import { Host } from './support/host.js';

/** Customers with claims that a test chooses. */
class Claiming extends Customers {
  constructor(public override claims: (customer: Customer) => RawClaims | Promise<RawClaims>) {
    super();
  }
}

class WarningsOnly extends ConsoleLogger {
  readonly warnings: unknown[] = [];

  constructor() {
    super({ logLevels: ['warn'] });
  }

  override warn(message: unknown): void {
    this.warnings.push(message);
  }
}

let host: Host;
afterEach(() => host.stop());

async function start(userStore: Claiming, logger?: WarningsOnly): Promise<void> {
  const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
  const ports = { userStore, refreshTokenStore, passwordHasher: new PlainPasswords() };
  const imports = [AuthModule.forRoot({ secret: SECRET, ...ports })];
  host = await Host.start('fastify', { imports }, logger && { logger });
}

async function refreshed(refresh: string): Promise<Tokens> {
  return (await host.refresh(refresh)).json as unknown as Tokens;
}

describe('what claims(user) answers', () => {
  it('is in the access token, anew at each refresh, and never in the refresh token', async () => {
    const customers = new Claiming(({ roles }) => ({ roles }));
    await start(customers);
    const first = await host.obtain();
    customers.carol.roles = ['admin'];
    const second = await refreshed(first.refresh);
    expect(claimsOf(first.access)['roles']).toEqual(['buyer']);
    expect(claimsOf(second.access)['roles']).toEqual(['admin']);
    expect(Object.keys(claimsOf(second.refresh))).not.toContain('roles');
  });

  it('may be a promise', async () => {
    await start(new Claiming(() => Promise.resolve({ tenant: 't1' })));
    expect(claimsOf((await host.obtain()).access)['tenant']).toBe('t1');
  });

  it('replaces no claim of ours, and is warned of once for each name', async () => {
    const logger = new WarningsOnly();
    const reserved = { sub: '1', user_id: '1', exp: 9e9, iat: 1, jti: 'x', sid: 'x', iss: 'x' };
    const more = { token_type: 'refresh', gen: 5, aud: 'x', nbf: 1 };
    await start(new Claiming(() => ({ ...reserved, ...more, plan: 'gold' })), logger);
    const { refresh, access } = await host.obtain();
    const { access: next } = await refreshed(refresh);
    for (const claims of [access, next].map(claimsOf)) {
      expect(claims).toMatchObject({ sub: '7', user_id: '7', token_type: 'access', plan: 'gold' });
      expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['iss']));
      expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['gen']));
    }
    expect((await host.ask('/api/me/', next)).status).toBe(200);
    const names = [...Object.keys(reserved), ...Object.keys(more)];
    expect(logger.warnings.map(String).map((line) => /'(\w+)'/.exec(line)?.[1])).toEqual(names);
  });
});

describe('claims(user) that fails', () => {
  it.each<[string, () => RawClaims | Promise<RawClaims>]>([
    ['throws', () => fail()],
    ['rejects', () => Promise.reject(new Error('later'))],
    ['answers nothing', () => undefined as unknown as RawClaims],
    ['answers what is no JSON', () => ({ balance: 10n })],
    ['answers what goes round in a circle', () => circle()],
    ['answers what is nested too deep for a token', () => ({ nest: deep(100) })],
  ])('because it %s, begins no session and consumes no token', async (_, broken) => {
    const customers = new Claiming(() => ({}));
    await start(customers);
    const { refresh } = await host.obtain();
    customers.claims = broken;
    expect((await host.refresh(refresh)).status).toBe(500);
    customers.claims = () => ({ healed: true });
    const healed = await host.refresh(refresh);
    expect(healed.status).toBe(200);
    expect(claimsOf((healed.json as unknown as Tokens).access)).toMatchObject({ healed: true });
  });

  it('at a session leaves no session behind', async () => {
    const customers = new Claiming(() => fail());
    await start(customers);
    const { username } = customers.carol;
    const response = await host.post('/api/token/', { username, password: 'a good password' });
    expect(response.status).toBe(500);
    expect((await host.find(SessionService).list('7')).sessions).toEqual([]);
  });
});

function fail(): never {
  throw new Error('at once');
}

function circle(): RawClaims {
  const round: Record<string, unknown> = {};
  round['again'] = round;
  return round;
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
