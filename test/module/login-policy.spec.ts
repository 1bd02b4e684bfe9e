import { describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import {
  type AuthEvent,
  AuthEvents,
  Clock,
  type LoginAttempt,
  LoginChallengeError,
  type LoginDecision,
  LoginPolicy,
  type ObtainOptions,
  TokenService,
} from '../../src/index.js';
import { CookiePage } from '../support/cookie-page.js';
import type { HttpResponse } from '../support/http-client.js';
import { claimsOf } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, Customers, memoryAuth } from './support/customers.js';

/** Returns a decision of the test, and records the attempts. */
class ScriptedPolicy extends LoginPolicy {
  readonly attempts: LoginAttempt[] = [];

  constructor(private readonly decision: () => LoginDecision) {
    super();
  }

  decide(attempt: LoginAttempt): LoginDecision {
    this.attempts.push(attempt);
    return this.decision();
  }
}

class RecordedEvents extends AuthEvents {
  readonly all: AuthEvent[] = [];
  emit(event: AuthEvent): void {
    this.all.push(event);
  }
}

/** Sets a header on the response to each request that the guards allow. */
class MarkingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    context.switchToHttp().getResponse<HeaderResponse>().header('X-Handled', 'yes');
    return next.handle();
  }
}

interface HeaderResponse {
  header(name: string, value: string): unknown;
}

/** The parts of a response that a client can compare. The ID and the date differ each time. */
const comparable = ({ status, headers, text }: HttpResponse) => {
  const names = [...headers].filter(([name]) => name !== 'date');
  return { status, headers: names, text };
};

describe.each(PLATFORMS)('a log-in policy on %s', (platform) => {
  const start = async (decision: () => LoginDecision, options: object = {}) => {
    const loginPolicy = new ScriptedPolicy(decision);
    const authEvents = new RecordedEvents();
    const application = await TestApplication.start({
      imports: [memoryAuth({ loginPolicy, authEvents, ...options })],
      platform,
      prepare: (app) => app.useGlobalInterceptors(new MarkingInterceptor()),
    });
    return { application, policy: loginPolicy, events: authEvents.all };
  };

  it('receives the user, the client, the fields and the headers without secrets', async () => {
    const { application, policy } = await start(() => ({ kind: 'allow' }));
    const body = { ...CREDENTIALS, otp: '123456', Password: 'x' };
    const headers = {
      'User-Agent': 'a browser',
      'X-Device': 'laptop',
      Authorization: 'Bearer secret',
      Cookie: 'secret=1',
      'Idempotency-Key': 'the-key-of-the-first-token',
    };
    expect((await application.post('/api/token/', body, headers)).status).toBe(200);
    const [attempt] = policy.attempts;
    expect(attempt).toMatchObject({
      user: { id: '7', username: 'carol', isActive: true, tokenVersion: 0 },
      client: { ip: '127.0.0.1', userAgent: 'a browser' },
      fields: { otp: '123456' },
      headers: { 'x-device': 'laptop' },
    });
    expect(JSON.stringify(attempt)).not.toMatch(/secret|good password|the-key|"Password"/);
  });

  it('is not called when the password is wrong', async () => {
    const { application, policy } = await start(() => ({ kind: 'allow' }));
    await application.post('/api/token/', { ...CREDENTIALS, password: 'wrong' });
    expect(policy.attempts).toEqual([]);
  });

  it('denies a log-in with the response to a wrong password', async () => {
    const { application, events } = await start(() => ({ kind: 'deny' }));
    const denied = await application.post('/api/token/', CREDENTIALS);
    const wrong = await application.post('/api/token/', { ...CREDENTIALS, password: 'wrong' });
    expect(comparable(denied)).toEqual(comparable(wrong));
    expect(events).toMatchObject([
      { type: 'authn_login_fail', reason: 'denied', userId: '7' },
      { type: 'authn_login_fail', reason: 'wrong_password', userId: '7' },
    ]);
  });

  it.each([
    [401, 'Bearer realm="api"'],
    [403, null],
  ] as const)('challenges a log-in with status %i', async (status, authenticate) => {
    const challenge = { code: 'otp_required', detail: 'Send a code.', data: { methods: ['totp'] } };
    const { application, events } = await start(() => ({
      kind: 'challenge',
      status,
      ...challenge,
    }));
    const response = await application.post('/api/token/', CREDENTIALS);
    expect([response.status, response.text, response.headers.get('www-authenticate')]).toEqual([
      status,
      '{"detail":"Send a code.","code":"otp_required","methods":["totp"]}',
      authenticate,
    ]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(events).toMatchObject([
      { type: 'authn_login_challenged', code: 'otp_required', userId: '7' },
    ]);
  });

  it('sets amr, acr and auth_time in both tokens over refreshes, and claims() cannot replace them', async () => {
    class Claimants extends Customers {
      override claims = () => ({ amr: ['forged'], acr: 'forged', auth_time: 1, plan: 'gold' });
    }
    const { application } = await start(
      () => ({ kind: 'allow', amr: ['pwd', 'hwk'], acr: 'high', authTimeSeconds: 1_700_000_000 }),
      { userStore: new Claimants() },
    );
    const ofLogin = { amr: ['pwd', 'hwk'], acr: 'high', auth_time: 1_700_000_000 };
    const first = await application.obtain();
    const key = { 'Idempotency-Key': 'the-key-of-the-first-token' };
    const refresh = () => application.post('/api/token/refresh/', { refresh: first.refresh }, key);
    const [second, retried] = [(await refresh()).json, (await refresh()).json];
    expect(retried).toEqual(second);
    for (const token of [first.refresh, second['refresh']])
      expect(claimsOf(String(token))).toMatchObject(ofLogin);
    for (const token of [first.access, second['access']])
      expect(claimsOf(String(token))).toMatchObject({ ...ofLogin, plan: 'gold' });
  });

  it('keeps the session of the browser when it challenges a log-in', async () => {
    let decision: LoginDecision = { kind: 'allow' };
    const options = { refreshTokenTransport: 'cookie' };
    const { application } = await start(() => decision, options);
    const page = new CookiePage(application.url);
    await page.logIn(CREDENTIALS);
    decision = { kind: 'challenge', code: 'otp_required' };
    expect((await page.logIn(CREDENTIALS)).status).toBe(401);
    expect((await page.refresh()).status).toBe(200);
  });

  it('rejects the log-in with a 500 when it throws or returns something else', async () => {
    for (const broken of [() => undefined as unknown as LoginDecision, failing]) {
      const { application, events } = await start(broken);
      expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(500);
      expect(events).toEqual([]);
    }
  });

  it('decides about sessions that the application starts itself', async () => {
    const { application, policy } = await start(() => ({ kind: 'deny' }));
    const { carol } = new Customers();
    const headers = { 'x-device': 'laptop', cookie: 'a=b' };
    const obtained = application
      .find(TokenService)
      .obtain(carol, null, { fields: { otp: '1', password: 'x' }, headers });
    await expect(obtained).rejects.toMatchObject({ code: 'invalid_credentials' });
    const { fields, headers: received } = policy.attempts[0]!;
    expect([fields, received]).toEqual([{ otp: '1' }, { 'x-device': 'laptop' }]);
  });

  it('rejects sessions that the application starts itself with a LoginChallengeError', async () => {
    const challenge = { code: 'otp_required', status: 403, data: { methods: ['totp'] } } as const;
    const { application } = await start(() => ({ kind: 'challenge', ...challenge }));
    const options: ObtainOptions = { fields: { otp: '1' } };
    const obtained = application.find(TokenService).obtain(new Customers().carol, null, options);
    const error: unknown = await obtained.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LoginChallengeError);
    const { code: challengeCode, ...rest } = challenge;
    expect(error).toMatchObject({ code: 'login_challenged', challengeCode, ...rest });
  });
});

function failing(): never {
  throw new Error('the database of the application is away');
}

@Injectable()
class ClockedPolicy extends LoginPolicy {
  constructor(private readonly clock: Clock) {
    super();
  }

  decide(): LoginDecision {
    return { kind: 'allow', authTimeSeconds: Math.floor(this.clock.now() / 1000) };
  }
}

it('a log-in policy that is a class can inject the providers of the module', async () => {
  const imports = [memoryAuth({ loginPolicy: ClockedPolicy })];
  const application = await TestApplication.start({ imports });
  const claims = claimsOf((await application.obtain()).access);
  expect(claims['auth_time']).toBe(claims['iat']);
});
