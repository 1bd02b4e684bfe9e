import { describe, expect, it } from '@jest/globals';
import {
  AuthModule,
  type LoginAttempt,
  type LoginDecision,
  LoginPolicy,
  TokenService,
  UserService,
  WeakPasswordError,
} from '../../src/index.js';
import type { AuthModuleExtras, AuthModuleOptions } from '../../src/index.js';
import { claimsOf, SECRET } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';
import { createUser, inMemory } from './support/database.js';

const PATH = '/api/me/password/';
const NEW_PASSWORD = 'violet kettle harbor';
const FIELDS = { current_password: CREDENTIALS.password, new_password: NEW_PASSWORD };

class CodePolicy extends LoginPolicy {
  readonly attempts: LoginAttempt[] = [];

  decide(attempt: LoginAttempt): LoginDecision {
    this.attempts.push(attempt);
    if (attempt.fields['otp'] === '123456') return { kind: 'allow', amr: ['pwd', 'otp'] };
    return { kind: 'challenge', code: 'otp_required' };
  }
}

async function start(
  options: Partial<AuthModuleOptions & AuthModuleExtras> = {},
  platform: (typeof PLATFORMS)[number] = 'fastify',
) {
  const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET, ...options })];
  const application = await TestApplication.start({ imports, platform });
  await createUser(application, '7', CREDENTIALS);
  return application;
}

const change = (application: TestApplication, access: string, fields: object = FIELDS) =>
  application.post(PATH, fields, { Authorization: `Bearer ${access}` });

describe.each(PLATFORMS)('a password change in an application on %s', (platform) => {
  it('changes the password and starts a new session', async () => {
    const application = await start({}, platform);
    const { access } = await application.obtain();
    const { status, json } = await change(application, access);
    expect(status).toBe(200);
    expect((await application.getWithToken('/api/me/', access)).status).toBe(401);
    const next = String(json['access']);
    expect((await application.getWithToken('/api/me/', next)).json['username']).toBe('carol');
    expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(401);
    const credentials = { ...CREDENTIALS, password: NEW_PASSWORD };
    expect((await application.post('/api/token/', credentials)).status).toBe(200);
  });

  it('is not served with a user store of the application', async () => {
    const application = await TestApplication.start({ imports: [memoryAuth()], platform });
    const { access } = await application.obtain();
    expect((await change(application, access)).status).toBe(404);
    expect((await application.getWithToken('/api/me/', access)).status).toBe(200);
  });
});

it('a user whose name and email address cannot log in changes the password, within the limits', async () => {
  const application = await start({ loginFields: ['email'] });
  const users = application.find(UserService);
  await users.create({ username: 'other', email: 'carol', password: NEW_PASSWORD });
  const { access } = await application.find(TokenService).obtain(await users.find('carol'));
  expect((await application.post('/api/token/', CREDENTIALS)).status).toBe(401);
  const wrong = { ...FIELDS, current_password: NEW_PASSWORD };
  const refused = await change(application, access, wrong);
  expect([refused.status, refused.json]).toEqual([
    400,
    { current_password: ['Invalid password.'] },
  ]);
  const { status, json } = await change(application, access);
  expect(status).toBe(200);
  const next = String(json['access']);
  const again = { current_password: 'wrong', new_password: NEW_PASSWORD };
  const statuses: number[] = [];
  for (let tries = 0; tries < 6; tries++) statuses.push((await change(application, next, again)).status); // prettier-ignore
  expect([statuses[0], statuses.at(-1)]).toEqual([400, 429]);
});

it('the log-in policy decides before the password is changed, and gets no password', async () => {
  const loginPolicy = new CodePolicy();
  const application = await start({ loginPolicy });
  const logIn = { ...CREDENTIALS, otp: '123456' };
  const { access } = (await application.post('/api/token/', logIn)).json as { access: string };
  const challenged = await change(application, access);
  expect([challenged.status, challenged.json['code']]).toEqual([401, 'otp_required']);
  expect((await application.getWithToken('/api/me/', access)).status).toBe(200);
  const { status, json } = await change(application, access, { ...FIELDS, otp: '123456' });
  expect(status).toBe(200);
  expect(claimsOf(String(json['access']))['amr']).toEqual(['pwd', 'otp']);
  expect(JSON.stringify(loginPolicy.attempts)).not.toMatch(/good password|violet/);
});

it('the log-in policy is not called for a wrong or a weak password', async () => {
  const loginPolicy = new CodePolicy();
  const application = await start({ loginPolicy });
  const logIn = { ...CREDENTIALS, otp: '123456' };
  const { access } = (await application.post('/api/token/', logIn)).json as { access: string };
  for (const fields of [{ current_password: 'wrong' }, { new_password: 'short' }])
    expect((await change(application, access, { ...FIELDS, ...fields })).status).toBe(400);
  expect(loginPolicy.attempts).toHaveLength(1);
});

it('UserService applies passwordMinLength and the issuer, unless a weak password is allowed', async () => {
  const issuer = 'https://login.wonderland.example';
  const application = await start({ passwordMinLength: 8, issuer });
  const users = application.find(UserService);
  const create = (password: string, options?: { allowWeakPassword: boolean }) =>
    users.create({ username: 'dave', password }, options);
  await expect(create('x7Kd-q2')).rejects.toThrow(WeakPasswordError);
  await expect(create('login.wonderland!')).rejects.toThrow('similar to the name of the service');
  await expect(create('x', { allowWeakPassword: true })).resolves.toHaveProperty('id');
  await users.setPassword('dave', 'x7Kd-q2!');
  await expect(users.setPassword('dave', 'x')).rejects.toThrow(WeakPasswordError);
});
