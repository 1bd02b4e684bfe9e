import { expect, it } from '@jest/globals';
import { TestService } from '../support/service.js';

const TEN_YEARS_MS = 3_652 * 86_400_000;

it('a password works for as long as it is not changed', async () => {
  const service = await TestService.start('sqlite');
  const { username } = await service.logIn();
  service.pass(TEN_YEARS_MS);
  const { access } = await service.obtain(username);
  expect((await service.me(access)).status).toBe(200);
  await service.stop();
});
