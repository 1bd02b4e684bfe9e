import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf, SECRET, sign } from '../../test/support/jwt.js';
import { TestService } from '../../test/support/service.js';
import { startService } from './wiring.js';

/** Found by the generator of misissued tokens, and shrunk by fast-check. */
describe('a refresh token with the session of another user', () => {
  let service: TestService;

  beforeAll(async () => void (service = await startService({ secret: SECRET })));
  afterAll(() => service.stop());

  it('blacklist rejects a refresh token with the session of another user and revokes no session', async () => {
    const [alice, bob] = [await service.logIn(), await service.logIn()];
    const claims = { ...claimsOf(alice.refresh), user_id: bob.id };
    const refresh = sign(claims, SECRET);
    const response = await service.post('/api/token/blacklist/', { refresh });
    expect(response.json['detail']).toBe('Token is invalid or expired');
    expect((await service.me(alice.access)).status).toBe(200);
  });
});
