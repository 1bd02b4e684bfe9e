import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkSecret } from '../../auth/domain/secret.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { decodeUtf8 } from '../text/decode-utf8.js';
import { type DatabaseLocation, IN_MEMORY } from '../database/database-url.js';

/**
 * Returns the signing secret for development. The first start generates it and stores it next to the
 * database, readable only by its owner. Processes that start at the same time get the same secret.
 *
 * @throws {ConfigurationError} when the stored secret is not strong, or cannot be stored
 */
export function developmentSecret(database: DatabaseLocation): string {
  const file = developmentSecretFile(database);
  if (file === undefined) return newSecret();
  const secret = readOrMake(file);
  if (checkSecret(secret) === 'strong') return secret;
  throw new ConfigurationError([`${weakSecret(file)} ${REPLACE_SECRET}`]);
}

/** @returns the problem of a stored secret that `checkSecret` rejects */
export const weakSecret = (file: string): string =>
  `${file} contains a secret that is too short or predictable.`;

/** The remedy. */
export const REPLACE_SECRET =
  'Delete it, and the next start creates one. All users then have to log in again.';

/** @returns the path of the stored secret; undefined for a database in memory */
export function developmentSecretFile(database: DatabaseLocation): string | undefined {
  if (database.kind === 'postgres') return './data/keyturn.secret';
  return database.path === IN_MEMORY ? undefined : `${database.path}.secret`;
}

const newSecret = (): string => randomBytes(48).toString('base64url');

function readOrMake(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return readIfExists(file) ?? store(newSecret(), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `Cannot read or create ${file} (${code ?? message}). Grant the user that runs keyturn access, or set JWT_SECRET.`,
    ]);
  }
}

function readIfExists(file: string): string | undefined {
  try {
    return readText(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns an empty text for a file that is not UTF-8 */
const readText = (file: string): string => decodeUtf8(readFileSync(file))?.trim() ?? '';

/**
 * Stores the secret, or returns the one that another process has stored first. Writes to a temporary
 * file and links it, so no process reads an incomplete secret.
 */
function store(secret: string, file: string): string {
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
