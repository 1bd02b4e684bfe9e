import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { claimsOf, SECRET, sign } from '../support/jwt.js';
import { TestService } from '../support/service.js';

const NEW_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const OLDEST_SECRET = 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1';

// The responses to every kind of token are in test/http-contract.
describe('tokens', () => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start('sqlite')));
  afterAll(() => service.stop());

  it('rejects an access token as soon as it expires, although it was accepted before', async () => {
    const { access } = await service.logIn();
    expect((await service.me(access)).status).toBe(200);
    service.pass(300_000);
    expect((await service.me(access)).json['code']).toBe('token_not_valid');
  });

  it('rejects an access token that differs from an accepted one only in its signature', async () => {
    const { access } = await service.logIn();
    expect((await service.me(access)).status).toBe(200);
    expect((await service.me(sign(claimsOf(access), 'another key'))).status).toBe(401);
  });

  it('revokes the session of an expired refresh token that POST /api/token/blacklist/ rejects', async () => {
    const { refresh } = await service.logIn();
    const { status } = await service.blacklist(sign({ ...claimsOf(refresh), exp: 1 }, SECRET));
    expect(status).toBe(401);
    expect((await service.refresh(refresh)).json['detail']).toBe('Token is blacklisted');
  });
});

it('sets the configured iss and aud in both tokens and rejects other values', async () => {
  // The service has no variables for these options of the module.
  const [issuer, audience] = ['https://issuer.example', 'orders'];
  const service = await TestService.startInProcess('sqlite', { issuer, audience });
  const { access, refresh } = await service.logIn();
  for (const token of [access, refresh])
    expect(claimsOf(token)).toMatchObject({ iss: issuer, aud: audience });
  const statusWith = async (change: object) =>
    (await service.refresh(sign({ ...claimsOf(refresh), ...change }, SECRET))).status;
  for (const change of [{ iss: 'another' }, { aud: 'bills' }, { aud: undefined }])
    expect(await statusWith(change)).toBe(401);
  expect(await statusWith({ aud: [audience, 'x'] })).toBe(200);
  await service.stop();
});

describe('a changed secret', () => {
  /** Restarts the service with other secrets. @returns it, and tokens that it issued before */
  const restart = async (secrets: Record<string, string>) => {
    const database = await createDatabase('sqlite');
    const before = await TestService.start(database);
    const old = await before.logIn();
    await before.close();
    return { old, service: await TestService.start(database, secrets) };
  };

  it('accepts tokens of the previous secret, signs new ones with the new secret, and rejects any other', async () => {
    const { old, service } = await restart({ JWT_SECRET: NEW_SECRET, JWT_SECRET_PREVIOUS: SECRET });
    expect((await service.me(sign(claimsOf(old.access), OLDEST_SECRET))).status).toBe(401);
    expect((await service.refresh(sign(claimsOf(old.refresh), OLDEST_SECRET))).status).toBe(401);
    expect((await service.me(old.access)).status).toBe(200);
    const { status, tokens } = await service.refresh(old.refresh);
    expect(status).toBe(200);
    for (const token of [tokens.access, tokens.refresh])
      expect(token).toBe(sign(claimsOf(token), NEW_SECRET));
    await service.stop();
  });

  it('rejects tokens of the old secret when no JWT_SECRET_PREVIOUS is set', async () => {
    const { old, service } = await restart({ JWT_SECRET: NEW_SECRET });
    const responses = [await service.me(old.access), await service.refresh(old.refresh), await service.verify(old.access)]; // prettier-ignore
    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
    await service.stop();
  });
});
