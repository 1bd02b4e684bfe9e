import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ecNumbers, makePair } from '../../test/support/jws.js';
import { TestService } from '../../test/support/service.js';
import { startService } from './wiring.js';

/** Returns the other text of a token of ES256, with n - s. ECDSA accepts both signatures. */
function twinOf(token: string): string {
  const { order, read, write } = ecNumbers('ES256');
  const dot = token.lastIndexOf('.') + 1;
  const [r, s] = read(Buffer.from(token.slice(dot), 'base64url'));
  return token.slice(0, dot) + write(r, order - s).toString('base64url');
}

/** The `jti` and the `gen` identify a token, not its text. */
describe('a token of ES256 with its second signature', () => {
  let service: TestService;
  beforeAll(async () => {
    const { privateKey } = makePair('ES256');
    service = await startService({
      secret: undefined,
      algorithm: 'ES256',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      issuer: 'https://auth.example',
      audience: 'api',
    });
  });
  afterAll(() => service.stop());

  it('is consumed with the first one, and its use revokes the session', async () => {
    const pair = await service.logIn();
    const { status, tokens } = await service.refresh(pair.refresh);
    expect(status).toBe(200);
    expect((await service.refresh(twinOf(pair.refresh))).status).toBe(401);
    expect((await service.me(tokens.access)).status).toBe(401);
  });

  it('consumes the first one', async () => {
    const pair = await service.logIn();
    expect((await service.refresh(twinOf(pair.refresh))).status).toBe(200);
    expect((await service.refresh(pair.refresh)).status).toBe(401);
  });

  it('stops with the session as an access token', async () => {
    const pair = await service.logIn();
    const twin = twinOf(pair.access);
    expect((await service.me(twin)).status).toBe(200);
    await service.blacklist(twinOf(pair.refresh));
    expect((await service.me(twin)).status).toBe(401);
    expect((await service.me(pair.access)).status).toBe(401);
  });
});
