import type { Algorithm, AsymmetricAlgorithm } from '../../auth/domain/keys/algorithm.js';
import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import { retentionMsOf } from '../../auth/domain/keys/key-state.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { readSection } from '../configuration/configuration.js';
import type { Variables } from '../configuration/variable.js';
import { AUTH, KEYS } from '../configuration/variables.js';

/** The settings of the commands for key pairs. */
export interface KeySettings {
  directory: string;
  /** The algorithm of new tokens. */
  algorithm: Algorithm;
  /** How long a key verifies after its last signature. */
  retentionMs: number;
}

/**
 * Reads the settings of the commands.
 *
 * @param directory replaces JWT_KEYS_DIR
 * @param algorithm replaces JWT_ALGORITHM
 * @throws {ConfigurationError} without a directory
 */
export function readKeySettings(
  variables: Variables,
  directory?: string,
  algorithm?: AsymmetricAlgorithm,
): KeySettings {
  const { refreshTokenLifetime, clockTolerance } = AUTH;
  const { keysDirectory, algorithm: signing } = KEYS;
  const read = readSection({ refreshTokenLifetime, clockTolerance, keysDirectory, algorithm: signing }, variables); // prettier-ignore
  const found = directory ?? read.keysDirectory;
  if (found === undefined) throw new ConfigurationError([NO_DIRECTORY]);
  const retentionMs = retentionMsOf({
    refreshTokenSeconds: secondsOf(read.refreshTokenLifetime),
    clockToleranceMs: secondsOf(read.clockTolerance) * 1000,
  });
  return { directory: found, algorithm: algorithm ?? read.algorithm, retentionMs };
}

/** @param text is valid */
const secondsOf = (text: Duration): number => parseDurationSeconds(text)!;

const NO_DIRECTORY = 'JWT_KEYS_DIR is not set. Set it, or give the option --directory PATH.';
