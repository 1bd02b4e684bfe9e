import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeKeyFile } from '../keys/make-key-file.js';
import { readConfiguration } from './configuration.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

describe('the variables of key pairs', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-keys-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (variables: Record<string, string>) =>
    readConfiguration({ NODE_ENV: 'production', ...variables });
  const issuer = { JWT_ISSUER: 'https://auth.example.org', JWT_AUDIENCE: 'api' };

  it('are valid with a key that signs and an issuer, without a secret', () => {
    makeKeyFile(folder, 'ES256', Date.now());
    const { problems, warnings } = read({
      JWT_ALGORITHM: 'ES256',
      JWT_KEYS_DIR: folder,
      ...issuer,
    });
    expect([problems, warnings]).toEqual([[], []]);
  });

  it('are valid with a private key of several lines', () => {
    const { file } = makeKeyFile(folder, 'ES256', 0);
    const JWT_PRIVATE_KEY = readFileSync(join(folder, file), 'utf8');
    expect(read({ JWT_ALGORITHM: 'ES256', JWT_PRIVATE_KEY, ...issuer }).problems).toEqual([]);
  });

  it('have all their problems reported together', () => {
    makeKeyFile(folder, 'ES256', Date.now() + 60_000);
    const { problems } = read({
      JWT_ALGORITHM: 'ES256',
      JWT_KEYS_DIR: folder,
      JWT_SECRET: SECRET,
      JWT_CLIENT_ID: 'web',
    });
    expect(problems).toEqual([
      "JWT_SECRET has no effect with JWT_ALGORITHM 'ES256'. Rename it to JWT_SECRET_PREVIOUS to accept the tokens that it signed, or leave it out.",
      'No key of ES256 signs now. Make one with: keyturn keys generate',
      "JWT_ALGORITHM 'ES256' needs JWT_ISSUER and JWT_AUDIENCE. Set each of them.",
      "JWT_CLIENT_ID has no effect without ACCESS_TOKEN_TYP 'at+jwt'. Leave it out.",
    ]);
  });

  it.each([
    [
      { JWT_ALGORITHM: 'EdDSA' },
      "JWT_ALGORITHM 'EdDSA' needs JWT_PRIVATE_KEY or JWT_KEYS_DIR. Set one of them.",
    ],
    [
      { JWT_SECRET: SECRET, JWT_PRIVATE_KEY: 'x' },
      'JWT_PRIVATE_KEY is neither a key in PEM nor a JWK. Write the text of such a file.',
    ],
    [
      { JWT_SECRET: SECRET, JWT_PRIVATE_KEY: 'x', JWT_KEYS_DIR: 'x' },
      'JWT_PRIVATE_KEY and JWT_KEYS_DIR are both set. Leave out one.',
    ],
    [
      { JWT_SECRET: SECRET, ACCESS_TOKEN_TYP: 'at+jwt' },
      "ACCESS_TOKEN_TYP 'at+jwt' needs JWT_ISSUER and JWT_AUDIENCE and JWT_CLIENT_ID. Set each of them.",
    ],
  ])('%j has the problem', (variables, problem) => {
    expect(read(variables as Record<string, string>).problems).toContain(problem);
  });

  it('have a warning for a key file that other users can read', () => {
    const { file } = makeKeyFile(folder, 'ES256', 0);
    chmodSync(join(folder, file), 0o644);
    expect(read({ JWT_SECRET: SECRET, JWT_KEYS_DIR: folder }).warnings).toEqual([
      `Other users can read the key file ${file} of JWT_KEYS_DIR. Run: chmod 600`,
    ]);
  });
});
