import { type Algorithm, ALGORITHMS } from '../domain/keys/algorithm.js';
import { readKeyOf, readKeyOfAny } from '../domain/keys/read-key.js';
import type { RingKey } from '../domain/keys/ring-key.js';
import { readKeyDirectory, type StoredKey } from '../keys/key-directory.js';
import type { KeyMaterial } from '../keys/key-material.js';
import { signingProblems } from '../keys/signing-problems.js';
import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

/** The options of keys and of the issuer, as messages of the module name them. */
export const OPTION_NAMES = {
  algorithm: 'algorithm',
  secret: 'secret',
  previousSecret: 'previousSecret',
  privateKey: 'privateKey',
  keysDirectory: 'keysDirectory',
  issuer: 'issuer',
  audience: 'audience',
  accessTokenTyp: 'accessTokenTyp',
  clientId: 'clientId',
};

/** How messages name the options. */
export type KeyOptionNames = Readonly<Record<keyof typeof OPTION_NAMES, string>>;

export type KeyOptions = Partial<Pick<AuthModuleOptions, keyof KeyOptionNames>>;

/** Reads the keys. Each member is valid only if no problem was added. */
export function resolveKeys(options: KeyOptions, problems: OptionProblems): KeyMaterial {
  const algorithm = problems.oneOf('algorithm', options.algorithm ?? 'HS256', ALGORITHMS);
  return {
    algorithm,
    secret: algorithm === 'HS256' ? problems.secret(options.secret) : undefined,
    previousSecret: problems.previousSecret(options.previousSecret, options.secret),
    keys: resolveKeyPairs(options, problems),
    directory: options.keysDirectory,
  };
}

/** Returns HS256 for an unknown algorithm, so that it causes no other problem than its own. */
export const knownAlgorithmOf = ({ algorithm = 'HS256' }: KeyOptions): Algorithm =>
  ALGORITHMS.includes(algorithm) ? algorithm : 'HS256';

/**
 * Reads the key pairs.
 *
 * @returns those without a problem. Those of the directory have the names of their files
 */
export function resolveKeyPairs(
  options: KeyOptions,
  problems: OptionProblems,
  names: KeyOptionNames = OPTION_NAMES,
): readonly (RingKey | StoredKey)[] {
  const { secret, privateKey, keysDirectory } = options;
  const algorithm = knownAlgorithmOf(options);
  if (algorithm !== 'HS256' && secret !== undefined) {
    problems.add(
      `${names.secret} has no effect with ${names.algorithm} '${algorithm}'. Rename it to ` +
        `${names.previousSecret} to accept the tokens that it signed, or leave it out.`,
    );
  }
  if (privateKey !== undefined && keysDirectory !== undefined) {
    problems.add(`${names.privateKey} and ${names.keysDirectory} are both set. Leave out one.`);
    return [];
  }
  if (keysDirectory !== undefined) return keysIn(keysDirectory, algorithm, problems);
  if (privateKey !== undefined) return onlyKey(privateKey, algorithm, problems, names);
  if (algorithm !== 'HS256') {
    const needed = `${names.privateKey} or ${names.keysDirectory}`;
    problems.add(`${names.algorithm} '${algorithm}' needs ${needed}. Set one of them.`);
  }
  return [];
}

function keysIn(path: string, algorithm: Algorithm, problems: OptionProblems) {
  const read = readKeyDirectory(path);
  problems.add(...read.problems);
  if (read.problems.length === 0) {
    problems.add(...signingProblems(read.keys, algorithm, Date.now()));
  }
  return read.keys;
}

/** The only key has always signed. With HS256 it has signed before, and only verifies. */
function onlyKey(
  text: string,
  signing: Algorithm,
  problems: OptionProblems,
  { privateKey: name }: KeyOptionNames,
): RingKey[] {
  const key = signing === 'HS256' ? readKeyOfAny(text) : readKeyOf(signing, text);
  if ('problem' in key) problems.add(`${name} ${key.problem}.`);
  else if (key.privateKey === undefined) {
    problems.add(`${name} is a public key. Set it to the private one.`);
  } else return [{ ...key, startsAt: 0 }];
  return [];
}
