import { type AsymmetricAlgorithm, ASYMMETRIC_ALGORITHMS } from './algorithm.js';

/** The name of a key file contains when the key begins to sign, and its algorithm. */
export interface KeyFileName {
  /** Epoch milliseconds, whole seconds. */
  startsAt: number;
  algorithm: AsymmetricAlgorithm;
}

/** For example `20261201T120000Z.ES256.pem`. */
const NAME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.([A-Za-z0-9]+)\.(?:pem|jwk)$/;

export const KEY_FILE_NAME_RULE =
  'its start in UTC, its algorithm, and pem or jwk, such as 20261201T120000Z.ES256.pem';

/** @returns undefined if the name is not that of a key file */
export function parseKeyFileName(name: string): KeyFileName | undefined {
  const [, year, month, day, hour, minute, second, algorithm] = NAME.exec(name) ?? [];
  const known = ASYMMETRIC_ALGORITHMS.find((one) => one === algorithm);
  const startsAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (known === undefined || Number.isNaN(startsAt)) return undefined;
  // Date.parse accepts February 30 as March 2.
  return compactTime(startsAt) === name.slice(0, COMPACT_LENGTH)
    ? { startsAt, algorithm: known }
    : undefined;
}

export const keyFileName = ({ startsAt, algorithm }: KeyFileName): string =>
  `${compactTime(startsAt)}.${algorithm}.pem`;

const COMPACT_LENGTH = '20261201T120000Z'.length;

/** The basic format of ISO 8601, which file systems and URLs accept. */
const compactTime = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace(/[-:]|\.\d+/g, '');
