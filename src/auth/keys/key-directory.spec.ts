import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeKeyFile } from '../../service/keys/make-key-file.js';
import { readKeyDirectory, stateOfKeyDirectory } from './key-directory.js';

const START = Date.UTC(2026, 11, 1);
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-keys-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readKeyDirectory', () => {
  it('reads the keys, with their starts from the names of their files', () => {
    const first = makeKeyFile(folder, 'ES256', START);
    const second = makeKeyFile(folder, 'EdDSA', START + 1_000);
    expect(readKeyDirectory(folder)).toMatchObject({ keys: [first, second], problems: [] });
  });

  it('ignores names that begin with a dot', () => {
    writeFileSync(join(folder, '..data'), '');
    expect(readKeyDirectory(folder)).toEqual({ keys: [], problems: [] });
  });

  it('returns every problem, without the content of a file', () => {
    const name = (algorithm: string) => join(folder, `20261201T000000Z.${algorithm}.pem`);
    writeFileSync(name('ES256'), 'a private text');
    writeFileSync(name('RS256'), Buffer.from([0xff, 0xfe]));
    writeFileSync(name('ES384'), 'x'.repeat(65 * 1024));
    writeFileSync(join(folder, 'key.pem'), '');
    const { problems } = readKeyDirectory(folder);
    expect(problems).toEqual([
      'The key file "20261201T000000Z.ES256.pem" is neither a key in PEM nor a JWK. Write the text of such a file.',
      'The key file "20261201T000000Z.ES384.pem" is larger than 64 KiB.',
      'The key file "20261201T000000Z.RS256.pem" cannot be read (ERR_ENCODING_INVALID_ENCODED_DATA).',
      'The name of the key file "key.pem" is not its start in UTC, its algorithm, and pem or jwk, such as 20261201T120000Z.ES256.pem.',
    ]);
  });

  it('returns a problem for the same key in two files', () => {
    const { file } = makeKeyFile(folder, 'ES256', START);
    const { keys } = readKeyDirectory(folder);
    const pem = keys[0]!.privateKey!.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(join(folder, '20270101T000000Z.ES256.pem'), pem);
    expect(readKeyDirectory(folder).problems).toEqual([
      `The key files "${file}" and "20270101T000000Z.ES256.pem" contain the same key. Remove one of them.`,
    ]);
  });

  it('returns a problem for a directory that does not exist', () => {
    expect(readKeyDirectory(join(folder, 'none')).problems).toEqual([
      'The directory of the keys cannot be read (ENOENT). Set it to a directory that this user can read.',
    ]);
    expect(stateOfKeyDirectory(join(folder, 'none'))).toBeUndefined();
  });
});
