import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOpenInDotEnv, missingFrom, readDotEnv } from './dot-env.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-dot-env-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string | Uint8Array) => writeFileSync(join(folder, '.env'), text);

describe('a file .env', () => {
  it('adds what the environment does not say', () => {
    write('# where\nPORT=8080\nHOST="0.0.0.0"\nSESSION_LIFETIME=7d # a week\n');
    expect(readDotEnv({ PORT: '80' }, folder)).toEqual({ HOST: '0.0.0.0', SESSION_LIFETIME: '7d' });
  });

  it.each(['production', 'prod', 'Production', 'production\r', 'staging'])(
    'is not read where NODE_ENV is %j',
    (NODE_ENV) => {
      write('PORT=8080');
      expect(readDotEnv({ NODE_ENV }, folder)).toEqual({});
    },
  );

  it.each(['', 'development', 'test'])('is read where NODE_ENV is %j', (NODE_ENV) => {
    write('PORT=8080');
    expect(readDotEnv({ NODE_ENV }, folder)).toEqual({ PORT: '8080' });
  });

  it('may be missing', () => {
    expect(readDotEnv({}, folder)).toEqual({});
  });

  it('cannot make a production of what has read it', () => {
    write('NODE_ENV=production\nJWT_SECRET=hunter2');
    expect(() => readDotEnv({}, folder)).toThrow(
      '.env says NODE_ENV=production, and production reads no .env. ' +
        'Set NODE_ENV in the environment, and everything else with it.',
    );
  });

  it.each([
    ['a secret in Latin-1', Buffer.from('JWT_SECRET=Zo\xeb', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffPORT=8080', 'utf16le')],
  ])('that contains %s is a mistake in the configuration', (_, bytes) => {
    write(bytes);
    expect(() => readDotEnv({}, folder)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: ['.env is not UTF-8 text. Save it as UTF-8.'],
      }),
    );
  });

  it('may start with a byte order mark, as editors on Windows write it', () => {
    write('\ufeffPORT=8080');
    expect(readDotEnv({}, folder)).toEqual({ PORT: '8080' });
  });

  it('that is not UTF-8 causes no error where it is not read', () => {
    write(Buffer.from('JWT_SECRET=Zo\xeb', 'latin1'));
    expect(isOpenInDotEnv('JWT_SECRET', { JWT_SECRET: 'x' }, folder)).toBe(false);
  });

  it('that cannot be read is a mistake in the configuration', () => {
    mkdirSync(join(folder, '.env'));
    expect(() => readDotEnv({}, folder)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: ['.env cannot be read. Make it readable, or move it away.'],
      }),
    );
  });
});

describe('the environment comes first', () => {
  it.each<[object, object, object]>([
    [{}, { PORT: '1' }, { PORT: '1' }],
    [{ PORT: '2' }, { PORT: '1' }, {}],
    [{ PORT: '' }, { PORT: '1' }, { PORT: '1' }],
    [{ JWT_SECRET: 's' }, { JWT_SECRET_FILE: 'f' }, {}],
    [{ JWT_SECRET_FILE: 'f' }, { JWT_SECRET: 's' }, {}],
    [{ JWT_SECRET_FILE: 'f' }, { JWT_SECRET_PREVIOUS: 's' }, { JWT_SECRET_PREVIOUS: 's' }],
    [{ JWT_SECRET_FILE: '' }, { JWT_SECRET: 's' }, { JWT_SECRET: 's' }],
  ])('%j hides, of %j, all but %j', (environment, file, left) => {
    const given = environment as Record<string, string>;
    expect(missingFrom(given, file as Record<string, string>)).toEqual(left);
  });
});
