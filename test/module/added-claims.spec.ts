import { describe, expect, it } from '@jest/globals';
import { type RawClaims, SessionService } from '../../src/index.js';
import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/api-client.js';
import { type Parts, TestApplication } from './support/application.js';
import { CREDENTIALS, type Customer, Customers, memoryAuth } from './support/customers.js';

/** Customers whose claims a test sets. */
class CustomersWithClaims extends Customers {
  constructor(public override claims: (customer: Customer) => RawClaims | Promise<RawClaims>) {
    super();
  }
}

const start = (userStore: CustomersWithClaims, parts: Parts = {}) =>
  TestApplication.start({ imports: [memoryAuth({ userStore })], ...parts });

const refreshed = async (application: TestApplication, refresh: string) =>
  (await application.refresh(refresh)).json as unknown as Tokens;

describe('claims returned by UserStore.claims()', () => {
  it('adds the claims of UserStore.claims() to each new access token and never to the refresh token', async () => {
    const customers = new CustomersWithClaims(({ roles }) => Promise.resolve({ roles }));
    const application = await start(customers);
    const first = await application.obtain();
    customers.carol.roles = ['admin'];
    const second = await refreshed(application, first.refresh);
    expect(claimsOf(first.access)['roles']).toEqual(['buyer']);
    expect(claimsOf(second.access)['roles']).toEqual(['admin']);
    expect(claimsOf(second.refresh)).not.toHaveProperty('roles');
  });

  it('ignores reserved names that UserStore.claims() returns, and logs one warning for each', async () => {
    const warnings: string[] = [];
    const ignore = () => undefined;
    const warn = (message: string) => void warnings.push(message);
    const reserved = { sub: '1', user_id: '1', exp: 9e9, iat: 1, jti: 'x', sid: 'x', iss: 'x' };
    const ofLogin = { amr: ['otp'], acr: 'high', auth_time: 1 };
    const more = { token_type: 'refresh', gen: 5, aud: 'x', nbf: 1, ...ofLogin };
    const application = await start(
      new CustomersWithClaims(() => ({ ...reserved, ...more, plan: 'gold' })),
      { logger: { log: ignore, error: ignore, warn } },
    );
    const { refresh, access } = await application.obtain();
    const { access: next } = await refreshed(application, refresh);
    for (const claims of [access, next].map(claimsOf)) {
      expect(claims).toMatchObject({ sub: '7', user_id: '7', token_type: 'access', plan: 'gold' });
      expect(claims).not.toHaveProperty('iss');
      expect(claims).not.toHaveProperty('gen');
      for (const name of Object.keys(ofLogin)) expect(claims).not.toHaveProperty(name);
    }
    expect(await application.statusOf('/api/me/', next)).toBe(200);
    const names = warnings.map((line) => /'(\w+)'/.exec(line)?.[1]);
    expect(names).toEqual(Object.keys({ ...reserved, ...more }));
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
      const application = await start(customers);
      const { refresh } = await application.obtain();
      customers.claims = broken;
      expect((await application.refresh(refresh)).status).toBe(500);
      expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(500);
      expect((await application.find(SessionService).list('7')).sessions).toHaveLength(1);
      customers.claims = () => ({ repaired: true });
      const { access } = await refreshed(application, refresh);
      expect(claimsOf(access)).toMatchObject({ repaired: true });
    },
  );
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
