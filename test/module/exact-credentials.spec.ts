import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { createUser, inMemory } from './support/database.js';
import { Host, PLATFORMS } from './support/host.js';

const FORM = 'application/x-www-form-urlencoded';
const DAMAGED = 'Replacement characters are not allowed: U+FFFD.';
const INEXACT = 'This number may not be exact. Send it as a string.';

/**
 * Parsers of the application have replaced bytes and rounded numbers before our routes see them.
 */
describe.each(PLATFORMS)('behind the parsers of an application on %s', (platform) => {
  let host: Host;

  beforeEach(async () => {
    const auth = AuthModule.forRoot({ secret: SECRET });
    host = await Host.start(platform, { imports: [inMemory(), auth] });
    const names = ['9007199254740992', '9007199254740993', '1', '1.5', 'zoë'];
    for (const username of names)
      await createUser(host, username, { username, password: 'pässwörd' });
  });
  afterEach(() => host.stop());

  const logIn = async (body: string | Buffer<ArrayBuffer>, type = 'application/json') => {
    const { status, json } = await host.send('POST', '/api/token/', body, { 'Content-Type': type });
    return status === 200 ? status : { status, json };
  };

  it('a password whose bytes were replaced is a 400', async () => {
    const body = '{"username":"zoë","password":"pässwörd"}';
    expect(await logIn(body)).toBe(200);
    expect(await logIn(Buffer.from(body, 'latin1'))).toEqual({
      status: 400,
      json: { username: [DAMAGED], password: [DAMAGED] },
    });
  });

  it('a form whose bytes are not text is a 401', async () => {
    expect(await logIn('username=zo%C3%AB&password=p%C3%A4ssw%C3%B6rd', FORM)).toBe(200);
    const { status } = (await logIn('username=1&password=p%E4ssw%F6rd', FORM)) as {
      status: number;
    };
    expect([400, 401]).toContain(status);
  });

  it.each(['9007199254740993', '9007199254740992', '1.5', '1e400', '-0'])(
    'the number %s is a 400: its text may have been another one',
    async (number) => {
      expect(await logIn(`{"username":${number},"password":"pässwörd"}`)).toEqual({
        status: 400,
        json: { username: [INEXACT] },
      });
    },
  );

  it('a number that is exact counts as its text', async () => {
    expect(await logIn('{"username":1,"password":"pässwörd"}')).toBe(200);
  });
});
