import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestService } from '../support/service.js';

type Bytes = Buffer<ArrayBuffer>;

const latin1 = (text: string): Bytes => Buffer.from(text, 'latin1');

describe('POST /api/token/ with exact credentials', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start('sqlite');
    for (const username of ['zoë', '9007199254740993', '9007199254740992', '1', '1.0', '1000']) {
      await service.users.create({ username, password: 'pässwörd-1' });
    }
  });
  afterAll(() => service.stop());

  const logIn = async (type: string, body: string | Bytes) => {
    const headers = { 'Content-Type': type };
    const { status, json } = await service.send('POST', '/api/token/', body, headers);
    return { status, json };
  };
  const FORM = 'application/x-www-form-urlencoded';
  const JSON_BODY = '{"username":"zoë","password":"pässwörd-1"}';
  const DAMAGED = { password: ['Replacement characters are not allowed: U+FFFD.'] };

  it.each<[string, string | Bytes]>([
    ['application/json', JSON_BODY],
    ['application/json; charset=latin-1', latin1(JSON_BODY)],
    ['application/json; charset=utf-16', Buffer.from(JSON_BODY, 'utf16le')],
    [FORM, 'username=zo%C3%AB&password=p%c3%a4ssw%c3%b6rd-1'],
    [`${FORM}; charset=latin-1`, 'username=zo%EB&password=p%e4ssw%f6rd-1'],
    [`${FORM}; charset=latin-1`, latin1('username=zoë&password=pässwörd-1')],
  ])(
    'logs in when the body is encoded in the charset of its content type: %s',
    async (type, body) => {
      expect((await logIn(type, body)).status).toBe(200);
    },
  );

  it.each<[string, string | Bytes, string]>([
    ['application/json', latin1(JSON_BODY), 'JSON parse error'],
    ['application/json; charset=bogus', latin1(JSON_BODY), 'JSON parse error'],
    ['application/json; charset=us-ascii', latin1(JSON_BODY), 'JSON parse error'],
    [FORM, latin1('username=zoë&password=pässwörd-1'), 'Form parse error'],
    [FORM, 'username=zo%C3%AB&password=p%e4ssw%f6rd-1', 'Form parse error'],
  ])(
    'responds 400 when the body is not valid in the charset of its content type: %s',
    async (type, body, error) => {
      const detail = `${error} - the body is not valid text in its encoding`;
      expect(await logIn(type, body)).toEqual({ status: 400, json: { detail } });
    },
  );

  it('rejects a password with one extra byte that a lenient decoder would drop', async () => {
    const body = 'username=zo%EB&password=%ffp%e4ssw%f6rd-1';
    expect((await logIn(`${FORM}; charset=latin-1`, body)).status).toBe(401);
  });

  it.each([
    ['application/json', '{"username":"zoë","password":"p\ufffdssw\ufffdrd-1"}'],
    ['application/json', '{"username":"zoë","password":"p\\ufffdssw\\ufffdrd-1"}'],
    [FORM, 'username=zo%C3%AB&password=p%EF%BF%BDssw%EF%BF%BDrd-1'],
  ])(
    'responds 400 when a credential contains U+FFFD replacement characters: %s %s',
    async (type, body) => {
      expect(await logIn(type, body)).toEqual({ status: 400, json: DAMAGED });
    },
  );

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['1', '1'],
    ['1.0', '1.0'],
    ['1e3', undefined],
    ['-0', undefined],
    ['1e400', undefined],
    ['9007199254740992.0', undefined],
    ['9007199254740994', undefined],
  ])('logs in only the user whose name is exactly the JSON number %s', async (number, username) => {
    const { status, json } = await logIn(
      'application/json',
      `{"username":${number},"password":"pässwörd-1"}`,
    );
    expect(status).toBe(username === undefined ? 401 : 200);
    if (username === undefined) return;
    const me = await service.me(String(json['access']));
    expect(me.json).toMatchObject({ username });
  });

  it('records a User-Agent in UTF-8 or Latin-1 and truncates it between characters', async () => {
    const agents: [sent: string, kept: string][] = [
      [Buffer.from('Zoë 🔑').toString('latin1'), 'Zoë 🔑'],
      ['Zo\xeb', 'Zoë'],
      [Buffer.from(`${'x'.repeat(254)}🔑`).toString('latin1'), 'x'.repeat(254)],
    ];
    for (const [sent, kept] of agents) {
      const body = '{"username":"1","password":"pässwörd-1"}';
      const headers = { 'Content-Type': 'application/json', 'User-Agent': sent };
      await service.send('POST', '/api/token/', body, headers);
      expect((await service.events()).at(-1)).toMatchObject({ client: { userAgent: kept } });
    }
  });
});
