import { beforeEach, describe, expect, it } from '@jest/globals';
import * as nest from '@nestjs/common';
import * as otpauth from 'otpauth';
import * as keyturn from '../../src/index.js';
import { claimsOf } from '../support/jwt.js';
import { SqliteDriver } from '../support/sqlite-driver.js';
import { TestApplication } from '../module/support/application.js';
import { CREDENTIALS, Customers, memoryAuth } from '../module/support/customers.js';
import { codeBlocksOf } from './code-blocks.js';
import { runBlock } from './run-block.js';

interface Policy {
  TotpPolicy: new (factors: object, clock: keyturn.Clock) => keyturn.LoginPolicy;
}

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const TABLE =
  'CREATE TABLE factor (user_id TEXT, step INTEGER, attempts INTEGER, counted_since INTEGER)';

/** The table of an application, with the statements of the document. */
class Factors {
  private readonly database = new SqliteDriver(':memory:');

  constructor(
    private readonly countAttemptSql: string,
    private readonly useStepSql: string,
  ) {
    this.database.prepare(TABLE).run();
    this.database.prepare("INSERT INTO factor VALUES ('7', 0, 0, 0)").run();
  }

  secretOf = (userId: string) => Promise.resolve(userId === '7' ? SECRET : null);
  countAttempt = (userId: string, now: number) => this.run(this.countAttemptSql, { userId, now });
  useStep = (userId: string, step: number) => this.run(this.useStepSql, { userId, step });

  private run(sql: string, values: object): Promise<boolean> {
    return Promise.resolve(this.database.prepare(sql).run(values).changes === 1);
  }
}

/** @returns the statements in the comments of a block */
const statementsOf = (text: string): string[] =>
  (text.match(/UPDATE [^/]*(?=\*\/)/g) ?? []).map((sql) => sql.replace(/\n *\*/g, '\n'));

describe('the second factor of docs/module.md', () => {
  const block = codeBlocksOf('docs/module.md').find(({ file }) => file === 'totp-policy.ts')!;
  const { TotpPolicy } = runBlock<Policy>(block, { '@nestjs/common': nest, otpauth, keyturn });
  let now: number;
  const clock = { now: () => now, monotonic: () => 0 };
  const codeAt = (ms: number) => new otpauth.TOTP({ secret: SECRET }).generate({ timestamp: ms });
  let application: TestApplication;

  beforeEach(async () => {
    now = 1_893_456_000_000;
    const [countAttempt = '', useStep = ''] = statementsOf(block.text);
    const loginPolicy = new TotpPolicy(new Factors(countAttempt, useStep), clock);
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

  it('accepts a code again an hour after the first of five wrong ones, and then counts anew', async () => {
    for (let n = 0; n < 5; n++) await logIn({ otp: '000000' });
    now += 3_599_000;
    expect((await logIn({ otp: codeAt(now) })).json['code']).toBe('otp_locked');
    now += 1_000;
    for (let n = 0; n < 4; n++) {
      expect((await logIn({ otp: '000000' })).json['code']).toBe('otp_invalid');
    }
    expect((await logIn({ otp: codeAt(now) })).status).toBe(200);
    for (let n = 0; n < 5; n++) {
      expect((await logIn({ otp: '000000' })).json['code']).toBe('otp_invalid');
    }
    expect((await logIn({ otp: '000000' })).json['code']).toBe('otp_locked');
  });

  it('lets a user without a second factor log in with the password', async () => {
    const { status, json } = await logIn({}, { ...CREDENTIALS, username: 'ada' });
    expect(status).toBe(200);
    expect(claimsOf(String(json['access']))['amr']).toEqual(['pwd']);
  });
});
