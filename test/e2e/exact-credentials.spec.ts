import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestService } from '../support/service.js';

const FORM = 'application/x-www-form-urlencoded; charset=latin-1';

// src/service/http/body-parser.spec.ts has the table of encodings and numbers.
describe('POST /api/token/ with exact credentials', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start('sqlite');
    for (const username of ['zoë', '9007199254740993', '9007199254740992', '1', '1.0', '1000'])
      await service.users.create({ username, password: 'mörtel-lantern-käse' });
  });
  afterAll(() => service.stop());

  const logIn = (type: string, body: string, agent = 'x') =>
    service.send('POST', '/api/token/', body, { 'Content-Type': type, 'User-Agent': agent });

  it('compares credentials in the charset of the content type, byte for byte', async () => {
    expect((await logIn(FORM, 'username=zo%EB&password=m%f6rtel-lantern-k%e4se')).status).toBe(200);
    expect((await logIn(FORM, 'username=zo%EB&password=%ffm%f6rtel-lantern-k%e4se')).status).toBe(
      401,
    );
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['1', '1'],
    ['1.0', '1.0'],
    ['1e3', undefined],
    ['-0', undefined],
    ['1e400', undefined],
    ['9007199254740994', undefined],
  ])('logs in only the user whose name is exactly the JSON number %s', async (number, username) => {
    const body = `{"username":${number},"password":"mörtel-lantern-käse"}`;
    const { json } = await logIn('application/json', body);
    const me = await service.me(String(json['access']));
    expect(me.json['username']).toBe(username);
  });

  it.each([
    [Buffer.from('Zoë 🔑').toString('latin1'), 'Zoë 🔑'],
    ['Zo\xeb', 'Zoë'],
    [Buffer.from(`${'x'.repeat(254)}🔑`).toString('latin1'), 'x'.repeat(254)],
  ])(
    'records a User-Agent in UTF-8 or Latin-1, truncated between characters: %s',
    async (sent, userAgent) => {
      await logIn('application/json', '{"username":"1","password":"mörtel-lantern-käse"}', sent);
      expect((await service.events()).at(-1)).toMatchObject({ client: { userAgent } });
    },
  );
});
