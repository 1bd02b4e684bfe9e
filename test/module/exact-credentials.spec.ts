import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuthModule } from '../../src/index.js';
import { SECRET } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { createUser, inMemory } from './support/database.js';

const FORM = 'application/x-www-form-urlencoded';
const DAMAGED = 'Replacement characters are not allowed: U+FFFD.';
const INEXACT = 'This number may not be exact. Send it as a string.';

/** The parsers of the application replace bytes and round numbers before Keyturn gets the body. */
describe.each(PLATFORMS)('log-ins in an application with other body parsers on %s', (platform) => {
  let application: TestApplication;

  beforeAll(async () => {
    const imports = [inMemory(), AuthModule.forRoot({ secret: SECRET })];
    application = await TestApplication.start({ platform, imports });
    const names = ['9007199254740992', '9007199254740993', '1', '1.5', 'zoë'];
    for (const username of names)
      await createUser(application, username, { username, password: 'pässwörd' });
  });

  const logIn = async (body: string | Buffer<ArrayBuffer>, type = 'application/json') => {
    const headers = { 'Content-Type': type };
    const { status, json } = await application.send('POST', '/api/token/', body, headers);
    return status === 200 ? { status } : { status, json };
  };

  it('responds 400 when the parser of the application has replaced bytes of the password', async () => {
    const body = '{"username":"zoë","password":"pässwörd"}';
    expect(await logIn(body)).toEqual({ status: 200 });
    expect(await logIn(Buffer.from(body, 'latin1'))).toEqual({
      status: 400,
      json: { username: [DAMAGED], password: [DAMAGED] },
    });
  });

  it('does not log in when the parser of the application has decoded a form that is not UTF-8', async () => {
    const { status } = await logIn('username=zo%C3%AB&password=p%C3%A4ssw%C3%B6rd', FORM);
    expect(status).toBe(200);
    const { status: ofLatin1 } = await logIn('username=1&password=p%E4ssw%F6rd', FORM);
    expect([400, 401]).toContain(ofLatin1);
  });

  it.each(['9007199254740993', '9007199254740992', '1.5', '1e400', '-0'])(
    'responds 400 to the number %s as username, because another number may have been sent',
    async (number) => {
      const json = { username: [INEXACT] };
      const body = `{"username":${number},"password":"pässwörd"}`;
      expect(await logIn(body)).toEqual({ status: 400, json });
    },
  );

  it('accepts a number as username when its text is unambiguous', async () => {
    expect(await logIn('{"username":1,"password":"pässwörd"}')).toEqual({ status: 200 });
  });
});
