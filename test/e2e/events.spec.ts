import { expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { TestService } from '../support/service.js';

const KEY = 'the-key-of-the-first-token';
const UUID = expect.stringMatching(/^[\da-f-]{36}$/);

// The specs of the services check the events of every verdict.
it('the service emits the events of a session, with the client of each request', async () => {
  const service = await TestService.start('sqlite');
  const { username, id: userId, refresh: forgotten } = await service.logIn();
  const browser = { 'User-Agent': 'a browser' };
  const client = { ip: '127.0.0.1', userAgent: 'a browser' };
  const presenter = { ip: '127.0.0.1', userAgent: 'another browser' };

  const events = await service.eventsDuring(async () => {
    await service.logInAs({ username: 'my secret password', password: 'x' }, browser);
    await service.logInAs({ username, password: 'wrong' }, browser);
    const { tokens } = await service.logInAs({ username, password: PASSWORD }, browser);
    await service.refresh(tokens.refresh, KEY, browser);
    await service.refresh(tokens.refresh, KEY, browser);
    await service.refresh(`${tokens.refresh}x`, KEY, browser);
    await service.refresh(tokens.refresh, undefined, { 'User-Agent': 'another browser' });
    await service.blacklist(forgotten, browser);
  });
  const subject = { sid: UUID, userId, client };
  expect(events).toEqual([
    { type: 'authn_login_fail', reason: 'unknown_user', userId: null, client },
    { type: 'authn_login_fail', reason: 'wrong_password', userId, client },
    { type: 'authn_login_success', ...subject },
    { type: 'authn_login_unfamiliar', ...subject, device: 'a browser', unknown: ['device'], isFirst: false }, // prettier-ignore
    { type: 'authn_token_created', origin: 'login', generation: 0, ...subject },
    { type: 'authn_token_created', origin: 'rotation', generation: 1, ...subject },
    { type: 'authn_token_reissued', verdict: 'retry', generation: 1, ...subject, holder: client },
    { type: 'authn_token_refused', verdict: 'invalid', sid: null, userId: null, client },
    { type: 'authn_token_revoked', reason: 'reuse', ...subject, client: presenter },
    { type: 'authn_token_reuse', sid: UUID, userId, presentedGeneration: 0, currentGeneration: 1, presenter, holder: client }, // prettier-ignore
    { type: 'authn_token_revoked', reason: 'logout', ...subject },
  ]);
  await service.stop();
});
