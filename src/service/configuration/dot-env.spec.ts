import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isOpenInDotEnv, missingFrom, readDotEnv } from './dot-env.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-dot-env-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string | Uint8Array) => writeFileSync(join(folder, '.env'), text);

describe('readDotEnv', () => {
  it('returns the variables that the environment does not set', () => {
    write('# where\nPORT=8080\nHOST="0.0.0.0"\nSESSION_LIFETIME=7d # a week\n');
    expect(readDotEnv({ PORT: '80' }, folder)).toEqual({ HOST: '0.0.0.0', SESSION_LIFETIME: '7d' });
  });

  it.each(['production', 'prod', 'Production', 'production\r', 'staging'])(
    'ignores the file when NODE_ENV is %j',
    (NODE_ENV) => {
      write('PORT=8080');
      expect(readDotEnv({ NODE_ENV }, folder)).toEqual({});
    },
  );

  it.each(['', 'development', 'test'])('reads the file when NODE_ENV is %j', (NODE_ENV) => {
    write('PORT=8080');
    expect(readDotEnv({ NODE_ENV }, folder)).toEqual({ PORT: '8080' });
  });

  it('returns no variables when the file is missing', () => {
    expect(readDotEnv({}, folder)).toEqual({});
  });

  it('rejects a file that sets NODE_ENV=production', () => {
    write('NODE_ENV=production\nJWT_SECRET=hunter2');
    expect(() => readDotEnv({}, folder)).toThrow(
      '.env sets NODE_ENV=production, but production does not read .env. ' +
        'Set NODE_ENV and all other variables in the environment.',
    );
  });

  it.each([
    ['a secret in Latin-1', Buffer.from('JWT_SECRET=Zo\xeb', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffPORT=8080', 'utf16le')],
  ])('rejects a file that contains %s', (_, bytes) => {
    write(bytes);
    expect(() => readDotEnv({}, folder)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: ['.env is not UTF-8 text. Save it as UTF-8.'],
      }),
    );
  });

  it('ignores a byte order mark, which editors on Windows write', () => {
    write('\ufeffPORT=8080');
    expect(readDotEnv({}, folder)).toEqual({ PORT: '8080' });
  });

  it('accepts a file that is not UTF-8 when only its mode is checked', () => {
    write(Buffer.from('JWT_SECRET=Zo\xeb', 'latin1'));
    expect(isOpenInDotEnv('JWT_SECRET', { JWT_SECRET: 'x' }, folder)).toBe(false);
  });

  it('rejects a file that cannot be read', () => {
    mkdirSync(join(folder, '.env'));
    expect(() => readDotEnv({}, folder)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        problems: ['.env cannot be read. Make it readable, or remove it.'],
      }),
    );
  });
});

describe('missingFrom', () => {
  it.each<[object, object, object]>([
    [{}, { PORT: '1' }, { PORT: '1' }],
    [{ PORT: '2' }, { PORT: '1' }, {}],
    [{ PORT: '' }, { PORT: '1' }, { PORT: '1' }],
    [{ JWT_SECRET: 's' }, { JWT_SECRET_FILE: 'f' }, {}],
    [{ JWT_SECRET_FILE: 'f' }, { JWT_SECRET: 's' }, {}],
    [{ JWT_SECRET_FILE: 'f' }, { JWT_SECRET_PREVIOUS: 's' }, { JWT_SECRET_PREVIOUS: 's' }],
    [{ JWT_SECRET_FILE: '' }, { JWT_SECRET: 's' }, { JWT_SECRET: 's' }],
  ])('compares the environment %j with the file %j and returns %j', (environment, file, left) => {
    const given = environment as Record<string, string>;
    expect(missingFrom(given, file as Record<string, string>)).toEqual(left);
  });
});
