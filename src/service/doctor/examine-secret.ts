import { existsSync } from 'node:fs';
import { checkSecret } from '../../auth/domain/secret.js';
import { isOpenToOthers, NOT_UTF8, readSecretFile } from '../configuration/secret-file.js';
import {
  developmentSecretFile,
  REPLACE_SECRET,
  weakSecret,
} from '../bootstrap/development-secret.js';
import type { Environment } from '../configuration/environment.js';
import { unwritableFolder } from './unwritable-folder.js';
import { type Finding, finding } from './finding.js';

export function examineSecret(environment: Environment): Finding[] {
  const { secret, previousSecret, auth } = environment;
  const found = secret === undefined ? examineStoredSecret(environment) : [GOOD];
  if (previousSecret === undefined) return found;
  const text = 'JWT_SECRET_PREVIOUS is still accepted. Anyone who has it can sign tokens.';
  const remedy = `Remove it once the new secret is older than ${auth.refreshTokenLifetime} (REFRESH_TOKEN_LIFETIME).`;
  return [...found, finding('secret', 'hint', text, remedy)];
}

/** A weak JWT_SECRET is a configuration problem, which is reported earlier. */
const GOOD = finding(
  'secret',
  'ok',
  'JWT_SECRET is long enough, not publicly known and not predictable.',
);

function examineStoredSecret({ database }: Environment): Finding[] {
  const file = developmentSecretFile(database);
  if (file === undefined || !existsSync(file)) return [examineMissing(file)];
  const read = readSecretFile(file);
  if ('code' in read && read.code !== NOT_UTF8)
    return [
      finding(
        'secret',
        'problem',
        `Cannot read ${file} (${read.code}).`,
        grantAccess('read access to the file'),
      ),
    ];
  if ('code' in read || checkSecret(read.text) !== 'strong') {
    return [finding('secret', 'problem', weakSecret(file), REPLACE_SECRET)];
  }
  if (!isOpenToOthers(file)) return [finding('secret', 'ok', `The secret is stored in ${file}.`)];
  const text = `Other users of this machine can read ${file}, and sign tokens with it.`;
  return [finding('secret', 'hint', text, `Run: chmod 600 ${file}`)];
}

const grantAccess = (access: string): string =>
  `Grant the user that runs keyturn ${access}, or set JWT_SECRET.`;

/** @param file where the start stores a secret; undefined when it does not store one */
function examineMissing(file: string | undefined): Finding {
  const folder = file === undefined ? undefined : unwritableFolder(file);
  if (folder !== undefined) {
    const text = `The secret cannot be stored, because ${folder} is not writable.`;
    return finding('secret', 'problem', text, grantAccess('write access to the folder'));
  }
  return finding('secret', 'ok', 'The next start generates a secret for development.');
}
