import {
  type KeyOptionNames,
  resolveIssuer,
  resolveKeyPairs,
} from '../../auth/config/key-options.js';
import { OptionProblems } from '../../auth/config/option-problems.js';
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

/** Returns the problems of the key pairs and of the issuer, which the module would find later. */
export function keyProblems(
  settings: SettingsOf<typeof KEYS>,
  { secret }: Pick<SettingsOf<typeof SERVICE>, 'secret'>,
): readonly string[] {
  const problems = new OptionProblems();
  const options = { ...settings, secret };
  resolveKeyPairs(options, problems, NAMES);
  resolveIssuer(options, problems, NAMES);
  return problems.all;
}
