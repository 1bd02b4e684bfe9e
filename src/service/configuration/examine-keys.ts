import { join } from 'node:path';
import { resolveIssuer } from '../../auth/config/issuer-options.js';
import { type KeyOptionNames, resolveKeyPairs } from '../../auth/config/key-options.js';
import { OptionProblems } from '../../auth/config/option-problems.js';
import { isOpenToOthers } from './secret-file.js';
import type { SettingsOf } from './variable.js';
import { KEYS, SERVICE } from './variables.js';

const NAMES: KeyOptionNames = {
  secret: SERVICE.secret.name,
  previousSecret: SERVICE.previousSecret.name,
  algorithm: KEYS.algorithm.name,
  privateKey: KEYS.privateKey.name,
  keysDirectory: KEYS.keysDirectory.name,
  issuer: KEYS.issuer.name,
  audience: KEYS.audience.name,
  accessTokenTyp: KEYS.accessTokenTyp.name,
  clientId: KEYS.clientId.name,
};

/** The findings about the key pairs and the issuer. */
interface KeyFindings {
  /** What the module would reject later, with the names of the variables. */
  problems: readonly string[];
  warnings: readonly string[];
}

/** Reads the key pairs once, for their problems and for the permissions of their files. */
export function examineKeys(
  settings: SettingsOf<typeof KEYS>,
  { secret }: Pick<SettingsOf<typeof SERVICE>, 'secret'>,
): KeyFindings {
  const problems = new OptionProblems();
  const options = { ...settings, secret };
  const keys = resolveKeyPairs(options, problems, NAMES);
  resolveIssuer(options, problems, NAMES);
  return { problems: problems.all, warnings: openKeys(keys, settings.keysDirectory) };
}

/** Warns of private keys that other users can read. */
const openKeys = (keys: ReturnType<typeof resolveKeyPairs>, directory = ''): string[] =>
  keys.flatMap((key) => {
    if (!('file' in key) || key.privateKey === undefined) return [];
    if (!isOpenToOthers(join(directory, key.file))) return [];
    return [`Other users can read the key file ${key.file} of JWT_KEYS_DIR. Run: chmod 600`];
  });
