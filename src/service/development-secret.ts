import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkSecret } from '../auth/domain/secret.js';
import { ConfigurationError } from './configuration-error.js';
import { decodeUtf8 } from './configuration/decode-utf8.js';
import { type DatabaseLocation, IN_MEMORY } from './database/database-url.js';

/**
 * In development a signing secret is made at the first start and kept beside the database, for its
 * owner alone. Processes that start at the same moment end up with the same one.
 *
 * @throws {ConfigurationError} when what is kept there is no secret, or none can be kept there
 */
export function developmentSecret(database: DatabaseLocation): string {
  const file = developmentSecretFile(database);
  if (file === undefined) return newSecret();
  const secret = readOrMake(file);
  if (checkSecret(secret) === 'strong') return secret;
  throw new ConfigurationError([`${file} holds no good secret. Delete it: a new one is made.`]);
}

/** @returns where the secret is kept; undefined: it is not, and neither is the data */
export function developmentSecretFile(database: DatabaseLocation): string | undefined {
  if (database.kind === 'postgres') return './data/keyturn.secret';
  return database.path === IN_MEMORY ? undefined : `${database.path}.secret`;
}

const newSecret = (): string => randomBytes(48).toString('base64url');

function readOrMake(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return readIfThere(file) ?? keep(newSecret(), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `${file} can be neither read nor made (${code ?? message}). Let this user do so, or set JWT_SECRET.`,
    ]);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readText(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns an empty text if the file is not UTF-8: it contains no secret then */
const readText = (file: string): string => decodeUtf8(readFileSync(file))?.trim() ?? '';

/**
 * Written aside and linked: nobody reads half a secret, and whoever comes second takes the first's.
 */
function keep(secret: string, file: string): string {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readText(file);
  } finally {
    rmSync(draft);
  }
}
