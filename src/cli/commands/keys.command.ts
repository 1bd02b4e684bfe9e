import { existsSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Duration, parseDurationSeconds } from '../../auth/domain/duration.js';
import {
  type AsymmetricAlgorithm,
  ASYMMETRIC_ALGORITHMS,
} from '../../auth/domain/keys/algorithm.js';
import { type KeyWithState, statesOf } from '../../auth/domain/keys/key-state.js';
import { publishedKeys } from '../../auth/domain/keys/published-keys.js';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { readKeyDirectory, type StoredKey } from '../../auth/keys/key-directory.js';
import type { KeySettings } from '../../service/keys/key-settings.js';
import type { MadeKey } from '../../service/keys/make-key-file.js';
import { fileProblem } from '../io/file-problem.js';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, print, table } from '../io/print.js';
import { UsageError } from '../usage-error.js';

/** The command cannot be applied to the keys of the directory. */
class KeysRefusedError extends OperationalError {
  override readonly name = 'KeysRefusedError';
}

interface Options extends JsonOption {
  directory?: string;
  algorithm?: AsymmetricAlgorithm;
}

interface Rotation extends Options {
  in: Duration;
}

interface Retirement extends Options {
  force?: true;
}

/** Every instance reads the key within ten seconds, and verifiers fetch it within five minutes. */
const DEFAULT_LEAD: Duration = '10m';

export function keysCommand(io: CommandIo): Command {
  const keys = new Command('keys').description(
    'make, list and replace the key pairs of JWT_KEYS_DIR',
  );
  const subcommand = (usage: string, description: string) =>
    keys
      .command(usage)
      .description(description)
      .option('--directory <path>', 'instead of JWT_KEYS_DIR')
      .option('--json', 'print JSON');
  subcommand('generate', 'make the first key pair, which signs at once')
    .addOption(algorithmOption())
    .action((options: Options) => generate(io, options));
  subcommand('list', 'list the key pairs and their states')
    .addOption(algorithmOption())
    .action((options: Options) => list(io, options));
  subcommand('rotate', 'make the next key pair, which signs later')
    .addOption(algorithmOption())
    .option('--in <duration>', 'when it begins to sign', durationOf, DEFAULT_LEAD)
    .action((options: Rotation) => rotate(io, options));
  subcommand('retire [kid]', 'delete the files of expired key pairs, or of one key pair')
    .option('--force', 'delete a key pair whose tokens are still valid: their users log in again')
    .action((kid: string | undefined, options: Retirement) => retire(io, kid, options));
  subcommand('export-jwks', 'print the public keys as a JWK set').action((options: Options) =>
    exportJwks(io, options),
  );
  return keys;
}

const algorithmOption = (): Option =>
  new Option('--algorithm <name>', 'instead of JWT_ALGORITHM').choices(ASYMMETRIC_ALGORITHMS);

function durationOf(text: string): Duration {
  if (parseDurationSeconds(text) !== undefined) return text as Duration;
  throw new InvalidArgumentError('Write a whole number and a unit, such as 10m.');
}

async function generate(io: CommandIo, options: Options): Promise<void> {
  const settings = await settingsOf(io, options);
  const algorithm = asymmetric(settings);
  const existing = existsSync(settings.directory) ? keysIn(settings) : [];
  if (existing.some((key) => key.algorithm === algorithm)) {
    throw new KeysRefusedError(
      `${settings.directory} has a key of ${algorithm}. Replace it with: keyturn keys rotate`,
    );
  }
  const made = await make(settings, algorithm, Date.now());
  print(io, options.json, made, () => `Made the key ${made.kid} in ${made.file}. It signs now.`);
}

async function rotate(io: CommandIo, options: Rotation): Promise<void> {
  const settings = await settingsOf(io, options);
  const algorithm = asymmetric(settings);
  const states = statesIn(settings);
  const next = states.find(({ key, state }) => state === 'next' && key.algorithm === algorithm);
  if (next !== undefined) {
    throw new KeysRefusedError(
      `The next key ${next.key.kid} has not begun to sign. Wait until ${timeOf(next.key.startsAt)}, or retire it.`,
    );
  }
  const startsAt = Date.now() + parseDurationSeconds(options.in)! * 1000;
  const made = await make(settings, algorithm, startsAt);
  print(
    io,
    options.json,
    made,
    () =>
      `Made the key ${made.kid} in ${made.file}. It signs from ${timeOf(made.startsAt)}. ` +
      'Copy the file to every instance before that.',
  );
}

async function make(
  { directory }: KeySettings,
  algorithm: AsymmetricAlgorithm,
  startsAt: number,
): Promise<MadeKey> {
  const { makeKeyFile } = await import('../../service/keys/make-key-file.js');
  try {
    return makeKeyFile(directory, algorithm, startsAt);
  } catch (error) {
    throw new KeysRefusedError(
      `No key was made: ${fileProblem(error as NodeJS.ErrnoException, 'its directory does not exist')}`,
    );
  }
}

async function list(io: CommandIo, options: Options): Promise<void> {
  const rows = statesIn(await settingsOf(io, options)).map(({ key, ...rest }) => ({
    kid: key.kid,
    algorithm: key.algorithm,
    state: rest.state,
    signsFrom: timeOf(key.startsAt),
    signsUntil: timeOf(rest.signsUntil),
    verifiesUntil: timeOf(rest.verifiesUntil),
    file: key.file,
  }));
  print(io, options.json, rows, () =>
    table(
      ['KID', 'ALGORITHM', 'STATE', 'SIGNS FROM', 'SIGNS UNTIL', 'VERIFIES UNTIL', 'FILE'],
      rows.map((row) => Object.values(row).map((cell) => cell ?? '-')),
    ),
  );
}

async function retire(
  io: CommandIo,
  kid: string | undefined,
  { force, ...options }: Retirement,
): Promise<void> {
  const settings = await settingsOf(io, options);
  const states = statesIn(settings);
  const chosen =
    kid === undefined
      ? states.filter(({ state }) => state === 'expired')
      : states.filter(({ key }) => key.kid === kid);
  if (kid !== undefined && chosen.length === 0) {
    throw new UsageError(`No key of ${settings.directory} has the kid ${JSON.stringify(kid)}.`);
  }
  for (const one of chosen) requireRetirable(one, force === true);
  for (const { key } of chosen) unlinkSync(join(settings.directory, key.file));
  const retired = chosen.map(({ key }) => key.kid);
  print(io, options.json, { retired }, () => `Key pairs deleted: ${retired.join(', ') || 'none'}.`);
}

function requireRetirable({ key, state }: StateOfStored, isForced: boolean): void {
  if (state === 'current') {
    throw new KeysRefusedError(
      `The key ${key.kid} signs. Replace it first with: keyturn keys rotate --in 0s`,
    );
  }
  if (state === 'previous' && !isForced) {
    throw new KeysRefusedError(
      `Tokens of the key ${key.kid} are still valid. Their users would have to log in again. ` +
        'Wait, or add --force.',
    );
  }
}

async function exportJwks(io: CommandIo, options: Options): Promise<void> {
  const states = statesIn(await settingsOf(io, options));
  io.stdout.write(`${JSON.stringify({ keys: publishedKeys(states) }, null, 2)}\n`);
}

async function settingsOf(
  { env }: CommandIo,
  { directory, algorithm }: Options,
): Promise<KeySettings> {
  const { readKeySettings } = await import('../../service/keys/key-settings.js');
  return readKeySettings(env, directory, algorithm);
}

/** @throws {UsageError} */
function asymmetric({ algorithm }: KeySettings): AsymmetricAlgorithm {
  if (algorithm !== 'HS256') return algorithm;
  throw new UsageError('Give the algorithm of the key pair: --algorithm ES256');
}

type StateOfStored = KeyWithState & { key: StoredKey };

/** @throws {KeysRefusedError} if a file has a problem */
function statesIn(settings: KeySettings): StateOfStored[] {
  const { algorithm, retentionMs } = settings;
  return statesOf(keysIn(settings), algorithm, Date.now(), retentionMs) as StateOfStored[];
}

/** @throws {KeysRefusedError} if a file has a problem */
function keysIn({ directory }: KeySettings): readonly StoredKey[] {
  const { keys, problems } = readKeyDirectory(directory);
  if (problems.length > 0) throw new KeysRefusedError(problems.join('\n'));
  return keys;
}

function timeOf(epochMs: number): string;
function timeOf(epochMs: number | undefined): string | null;
function timeOf(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString();
}
