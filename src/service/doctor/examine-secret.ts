import { existsSync } from 'node:fs';
import { checkSecret } from '../../auth/domain/secret.js';
import { isOpenToOthers, NOT_UTF8, readSecretFile } from '../configuration/secret-file.js';
import { developmentSecretFile } from '../development-secret.js';
import type { Environment } from '../environment.js';
import { closedFolder } from './closed-folder.js';
import { type Finding, finding } from './finding.js';

export function examineSecret(environment: Environment): Finding[] {
  const { secret, previousSecret, auth } = environment;
  const found = secret === undefined ? examineKeptSecret(environment) : [GOOD];
  if (previousSecret === undefined) return found;
  const text = 'JWT_SECRET_PREVIOUS is accepted too: whoever knows it can make any token.';
  const remedy = `Leave it out when the new secret is older than ${auth.refreshTokenLifetime} (REFRESH_TOKEN_LIFETIME).`;
  return [...found, finding('secret', 'hint', text, remedy)];
}

/** A weaker secret is a configuration problem, which is reported earlier. */
const GOOD = finding(
  'secret',
  'good',
  'JWT_SECRET is long enough, not well known and not predictable.',
);

function examineKeptSecret({ database }: Environment): Finding[] {
  const file = developmentSecretFile(database);
  if (file === undefined || !existsSync(file)) return [examineAbsence(file)];
  const read = readSecretFile(file);
  if ('code' in read && read.code !== NOT_UTF8)
    return [finding('secret', 'wrong', `${file} cannot be read (${read.code}).`, MAY_KEEP)];
  if ('code' in read || checkSecret(read.text) !== 'strong') {
    return [
      finding('secret', 'wrong', `${file} holds no good secret.`, 'Delete it: a new one is made.'),
    ];
  }
  if (!isOpenToOthers(file)) return [finding('secret', 'good', `The secret is kept in ${file}.`)];
  const text = `Others on this machine may read ${file}: they can make any token.`;
  return [finding('secret', 'hint', text, `Run: chmod 600 ${file}`)];
}

const MAY_KEEP = 'Let this user do so, or set JWT_SECRET.';

/** @param file where the start keeps a secret; undefined: nowhere */
function examineAbsence(file: string | undefined): Finding {
  const closed = file === undefined ? undefined : closedFolder(file);
  if (closed !== undefined) {
    return finding('secret', 'wrong', `No secret can be kept in ${closed}.`, MAY_KEEP);
  }
  return finding('secret', 'good', 'The start makes a secret, as in development.');
}
