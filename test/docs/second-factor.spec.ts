import { beforeEach, describe, expect, it } from '@jest/globals';
import * as nest from '@nestjs/common';
import * as otpauth from 'otpauth';
import * as keyturn from '../../src/index.js';
import { claimsOf } from '../support/jwt.js';
import { TestApplication } from '../module/support/application.js';
import { CREDENTIALS, Customers, memoryAuth } from '../module/support/customers.js';
import { codeBlocksOf } from './code-blocks.js';
import { runBlock } from './run-block.js';

interface Policy {
  TotpPolicy: new (factors: object, clock: keyturn.Clock) => keyturn.LoginPolicy;
}

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** The table of an application, in memory. */
class Factors {
  private step = 0;
  private attempts = 0;
  secretOf = (userId: string) => Promise.resolve(userId === '7' ? SECRET : null);
  countAttempt = () => Promise.resolve(++this.attempts <= 5);
  useStep = (_userId: string, step: number) => {
    if (step <= this.step) return Promise.resolve(false);
    this.step = step;
    this.attempts = 0;
    return Promise.resolve(true);
  };
}

describe('the second factor of docs/module.md', () => {
  const block = codeBlocksOf('docs/module.md').find(({ file }) => file === 'totp-policy.ts')!;
  const { TotpPolicy } = runBlock<Policy>(block, { '@nestjs/common': nest, otpauth, keyturn });
  const clock = { now: () => 1_893_456_000_000, monotonic: () => 0 };
  const codeAt = (ms: number) => new otpauth.TOTP({ secret: SECRET }).generate({ timestamp: ms });
  let application: TestApplication;

  beforeEach(async () => {
    const loginPolicy = new TotpPolicy(new Factors(), clock);
    application = await TestApplication.start({
      imports: [memoryAuth({ loginPolicy, userStore: new Customers() })],
    });
  });

  const logIn = async (fields: object, credentials: object = CREDENTIALS) =>
    application.post('/api/token/', { ...credentials, ...fields });

  it('requires a code after the password', async () => {
    const { status, json } = await logIn({});
    expect([status, json]).toEqual([
      401,
      { detail: 'Additional authentication is required.', code: 'otp_required' },
    ]);
    expect((await logIn({}, { ...CREDENTIALS, password: 'wrong' })).json['code']).toBeUndefined();
  });

  it('accepts the current code once, and keeps amr and auth_time over refreshes', async () => {
    const otp = codeAt(clock.now());
    const { status, json } = await logIn({ otp });
    expect(status).toBe(200);
    const refreshed = await application.refresh(String(json['refresh']));
    for (const token of [json['access'], refreshed.json['access'], refreshed.json['refresh']]) {
      const expected = { amr: ['pwd', 'otp'], auth_time: 1_893_456_000 };
      expect(claimsOf(String(token))).toMatchObject(expected);
    }
    expect((await logIn({ otp })).json['code']).toBe('otp_invalid');
  });

  it('rejects wrong and old codes, and after five of them every code', async () => {
    for (const otp of ['000000', codeAt(clock.now() - 90_000), '', 7, null]) {
      const { status, json } = await logIn({ otp });
      expect([otp, status, json['code']]).toEqual([otp, 401, expect.stringMatching(/^otp_/)]);
    }
    for (let n = 0; n < 3; n++) await logIn({ otp: '111111' });
    const { status, json } = await logIn({ otp: codeAt(clock.now()) });
    expect([status, json['code']]).toEqual([403, 'otp_locked']);
  });

  it('lets a user without a second factor log in with the password', async () => {
    const { status, json } = await logIn({}, { ...CREDENTIALS, username: 'ada' });
    expect(status).toBe(200);
    expect(claimsOf(String(json['access']))['amr']).toEqual(['pwd']);
  });
});
