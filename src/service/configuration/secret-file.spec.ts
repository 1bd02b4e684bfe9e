import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSecretFile } from './secret-file.js';

describe('readSecretFile', () => {
  let folder: string;

  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-secret-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (content: string | Buffer) => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);
    return readSecretFile(path);
  };

  it.each([
    ['a line ending', 'secret\n'],
    ['CRLF', 'secret\r\n'],
    ['a byte order mark', '\ufeffsecret'],
    ['white space around it', ' \tsecret \n\n'],
  ])('returns the text of a file with %s', (_, content) => {
    expect(read(content)).toEqual({ text: 'secret' });
  });

  it('returns a text of 64 KiB and rejects a longer one', () => {
    const text = 'x'.repeat(64 * 1024);
    expect(read(text)).toEqual({ text });
    expect(read(`${text}x`)).toEqual({ code: 'EFBIG' });
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffsecret', 'utf16le')],
    ['Latin-1', Buffer.from('sécret', 'latin1')],
    ['random bytes', Buffer.from('8f1e9bdeced846c232ab0094142f1e8d', 'hex')],
  ])('rejects %s', (_, content) => {
    expect(read(content)).toEqual({ code: 'not_utf8' });
  });

  it.each(['/dev/zero', '/dev/urandom'])('rejects the endless device %s', (device) => {
    expect(readSecretFile(device)).toEqual({ code: 'EFBIG' });
  });

  it('returns the error code when there is no file', () => {
    expect(readSecretFile(join(folder, 'missing'))).toEqual({ code: 'ENOENT' });
    expect(readSecretFile(folder)).toEqual({ code: 'EISDIR' });
  });
});
