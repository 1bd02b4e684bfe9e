import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CredentialsService, SessionService, TokenService } from '../../src/index.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { DATABASES } from '../support/databases.js';
import { type InProcessService, TestService } from '../support/service.js';

/** Text that PostgreSQL rejects, and text that every driver stores as U+FFFD. */
const UNSTORABLE = ['a\0b', 'a\ud800'];

/** Applications may pass text from their clients to the services. */
describe.each(DATABASES)('text that %s cannot store', (kind) => {
  let service: InProcessService;
  beforeAll(async () => {
    service = await TestService.startInProcess(kind);
    await service.users.create({ username: 'alice', password: 'copper willow stream' });
  });
  afterAll(() => service.stop());

  const find = <T>(token: abstract new (...dependencies: never[]) => T): T =>
    service.app.get<T>(token, { strict: false });

  it.each(UNSTORABLE)('finds no session and no user with the ID %j', async (text) => {
    const sessions = find(SessionService);
    expect(await sessions.revoke(text)).toBeNull();
    expect(await sessions.list(text)).toEqual({ sessions: [], next: null, previous: null });
    await expect(sessions.revokeAllOf(text)).resolves.toBeUndefined();
  });

  it.each(UNSTORABLE)(
    'rejects a username or password that the database cannot store: %j',
    async (text) => {
      const credentials = find(CredentialsService);
      for (const [username, password] of [
        [text, 'copper willow stream'],
        ['alice', text],
      ] as const) {
        await expect(credentials.authenticate(username, password)).rejects.toMatchObject({
          code: 'invalid_request',
        });
      }
      await expect(service.users.activate(text)).rejects.toThrow('There is no user');
    },
  );

  it.each(UNSTORABLE)('rejects a token that the database cannot store: %j', async (text) => {
    const tokens = find(TokenService);
    await expect(tokens.verify(text)).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(tokens.refresh(text)).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('rejects text that is longer than its column', async () => {
    const user = { username: 'x'.repeat(300), passwordHash: 'x', isActive: true, tokenVersion: 0 };
    const created = new TypeOrmUserStore(service.dataSource).create(user, 0);
    if (kind === 'sqlite')
      await expect(created).resolves.toMatchObject({ username: user.username });
    else await expect(created).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(
      service.users.create({ username: 'x'.repeat(256), password: 'copper willow stream' }),
    ).rejects.toThrow('The username cannot be used: It is longer than 255 characters.');
  });

  it('rejects a log-in with a username of 10 kB', async () => {
    const body = { username: 'x'.repeat(10_000), password: 'x' };
    expect((await service.post('/api/token/', body)).status).toBe(401);
  });
});
