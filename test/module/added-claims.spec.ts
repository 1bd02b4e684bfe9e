import { afterEach, describe, expect, it } from '@jest/globals';
import { ConsoleLogger } from '@nestjs/common';
import { AuthModule, SessionService, type RawClaims } from '../../src/index.js';
import { MemoryRefreshTokenStore } from '../../src/testing/index.js';
import { claimsOf } from '../support/jwt.js';
import { SECRET, type Tokens } from '../support/service.js';
import { type Customer, Customers, PlainPasswordHasher } from './support/customers.js';
import { TestApplication } from './support/application.js';

/** Customers whose claims a test sets. */
class CustomersWithClaims extends Customers {
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

let application: TestApplication;
afterEach(() => application.stop());

async function start(userStore: CustomersWithClaims, logger?: WarningsOnly): Promise<void> {
  const refreshTokenStore = new MemoryRefreshTokenStore(userStore);
  const ports = { userStore, refreshTokenStore, passwordHasher: new PlainPasswordHasher() };
  const imports = [AuthModule.forRoot({ secret: SECRET, ...ports })];
  application = await TestApplication.start('fastify', { imports }, logger && { logger });
}

async function tokensAfterRefresh(refresh: string): Promise<Tokens> {
  return (await application.refresh(refresh)).json as unknown as Tokens;
}

describe('claims returned by UserStore.claims()', () => {
  it('adds the claims of UserStore.claims() to each new access token and never to the refresh token', async () => {
    const customers = new CustomersWithClaims(({ roles }) => ({ roles }));
    await start(customers);
    const first = await application.obtain();
    customers.carol.roles = ['admin'];
    const second = await tokensAfterRefresh(first.refresh);
    expect(claimsOf(first.access)['roles']).toEqual(['buyer']);
    expect(claimsOf(second.access)['roles']).toEqual(['admin']);
    expect(Object.keys(claimsOf(second.refresh))).not.toContain('roles');
  });

  it('adds the claims when UserStore.claims() returns a promise', async () => {
    await start(new CustomersWithClaims(() => Promise.resolve({ tenant: 't1' })));
    expect(claimsOf((await application.obtain()).access)['tenant']).toBe('t1');
  });

  it('ignores reserved names that UserStore.claims() returns, and logs one warning for each', async () => {
    const logger = new WarningsOnly();
    const reserved = { sub: '1', user_id: '1', exp: 9e9, iat: 1, jti: 'x', sid: 'x', iss: 'x' };
    const more = { token_type: 'refresh', gen: 5, aud: 'x', nbf: 1 };
    await start(new CustomersWithClaims(() => ({ ...reserved, ...more, plan: 'gold' })), logger);
    const { refresh, access } = await application.obtain();
    const { access: next } = await tokensAfterRefresh(refresh);
    for (const claims of [access, next].map(claimsOf)) {
      expect(claims).toMatchObject({ sub: '7', user_id: '7', token_type: 'access', plan: 'gold' });
      expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['iss']));
      expect(Object.keys(claims)).not.toEqual(expect.arrayContaining(['gen']));
    }
    expect((await application.getWithToken('/api/me/', next)).status).toBe(200);
    const names = [...Object.keys(reserved), ...Object.keys(more)];
    expect(logger.warnings.map(String).map((line) => /'(\w+)'/.exec(line)?.[1])).toEqual(names);
  });
});

describe('errors in UserStore.claims()', () => {
  it.each<[string, () => RawClaims | Promise<RawClaims>]>([
    ['throws', () => fail()],
    ['rejects', () => Promise.reject(new Error('later'))],
    ['returns undefined', () => undefined as unknown as RawClaims],
    ['returns a value that JSON cannot represent', () => ({ balance: 10n })],
    ['returns a circular value', () => circular()],
    ['returns a value nested too deeply for a token', () => ({ nest: deep(100) })],
  ])(
    'responds 500, starts no session and consumes no token when UserStore.claims() %s',
    async (_, broken) => {
      const customers = new CustomersWithClaims(() => ({}));
      await start(customers);
      const { refresh } = await application.obtain();
      customers.claims = broken;
      expect((await application.refresh(refresh)).status).toBe(500);
      customers.claims = () => ({ repaired: true });
      const repaired = await application.refresh(refresh);
      expect(repaired.status).toBe(200);
      expect(claimsOf((repaired.json as unknown as Tokens).access)).toMatchObject({
        repaired: true,
      });
    },
  );

  it('stores no session when UserStore.claims() throws during a log-in', async () => {
    const customers = new CustomersWithClaims(() => fail());
    await start(customers);
    const { username } = customers.carol;
    const response = await application.post('/api/token/', {
      username,
      password: 'a good password',
    });
    expect(response.status).toBe(500);
    expect((await application.find(SessionService).list('7')).sessions).toEqual([]);
  });
});

function fail(): never {
  throw new Error('at once');
}

function circular(): RawClaims {
  const value: Record<string, unknown> = {};
  value['again'] = value;
  return value;
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
