import { Command } from 'commander';
import type { Configuration } from '../../service/configuration/configuration.js';
import type { Reading } from '../../service/configuration/reading.js';
import type { CommandIo } from '../io/command-io.js';
import { isFromDotEnv } from '../io/load-dot-env.js';
import { type JsonOption, print, table } from '../io/print.js';
import { EXIT_CONFIGURATION } from '../../service/runtime/exit-status.js';
import { ExitError } from '../exit-error.js';

export function configCommand(io: CommandIo): Command {
  const config = new Command('config').description('check and show the configuration');
  config
    .command('check')
    .description(
      'list all configuration errors and warnings; exits with status 78 if there is an error',
    )
    .option('--json', 'print JSON')
    .action((options: JsonOption) => check(io, options));
  config
    .command('show')
    .description('list every variable with its effective value and its source, without secrets')
    .option('--json', 'print JSON')
    .action((options: JsonOption) => show(io, options));
  return config;
}

async function check(io: CommandIo, { json }: JsonOption) {
  const configuration = await read(io);
  const { problems, warnings } = configuration;
  print(io, json, { problems, warnings }, () => inWords(configuration));
  if (problems.length > 0) throw new ExitError(EXIT_CONFIGURATION);
}

function inWords({ problems, warnings }: Configuration): string {
  const summary = problems.length > 0 ? 'Invalid configuration:' : 'The configuration is valid.';
  const errors = problems.map((problem) => `- ${problem}`);
  return [summary, ...errors, ...warnings.map((warning) => `Warning: ${warning}`)].join('\n');
}

async function show(io: CommandIo, { json }: JsonOption) {
  const { readings } = await read(io);
  const rows = readings.map((reading) => published(io, reading));
  print(io, json, rows, () =>
    table(
      ['VARIABLE', 'VALUE', 'FROM'],
      rows.map(({ name, value, source }) => [name, value ?? '-', source]),
    ),
  );
}

/** Returns the published members of a variable. The value of a secret is masked. */
function published(io: CommandIo, { variable, givenAs, text, source }: Reading) {
  const value = text === undefined || text === '' ? null : (variable.secret?.shown(text) ?? text);
  // An empty variable counts as not set, in `.env` too.
  const isInFile = source !== 'default' && isFromDotEnv(io, givenAs);
  return { name: variable.name, value, source: isInFile ? '.env' : source };
}

async function read({ env }: CommandIo): Promise<Configuration> {
  const { readConfiguration } = await import('../../service/configuration/configuration.js');
  return readConfiguration(env);
}
