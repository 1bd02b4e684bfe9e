import { Command } from 'commander';
import type { Configuration } from '../service/configuration/configuration.js';
import type { Reading } from '../service/configuration/reading.js';
import { isFromDotEnv } from './dot-env.js';
import { print, table } from './print.js';
import { ExitError } from './exit-error.js';

interface JsonOption {
  json?: true;
}

export function configCommand(): Command {
  const config = new Command('config').description('what the environment variables say');
  config
    .command('check')
    .description('every mistake and every warning; exit status 78 when there is a mistake')
    .option('--json', 'answer in JSON')
    .action(check);
  config
    .command('show')
    .description('every variable, the value that counts, and where it comes from; no secret')
    .option('--json', 'answer in JSON')
    .action(show);
  return config;
}

async function check({ json }: JsonOption) {
  const configuration = await read();
  const { problems, warnings } = configuration;
  print(json, { problems, warnings }, () => inWords(configuration));
  if (problems.length > 0) throw new ExitError(EXIT_CONFIGURATION);
}

/** EX_CONFIG of sysexits.h, as everywhere. */
const EXIT_CONFIGURATION = 78;

function inWords({ problems, warnings }: Configuration): string {
  const verdict =
    problems.length > 0 ? 'The configuration is wrong:' : 'The configuration is right.';
  const mistakes = problems.map((problem) => `- ${problem}`);
  return [verdict, ...mistakes, ...warnings.map((warning) => `Warning: ${warning}`)].join('\n');
}

async function show({ json }: JsonOption) {
  const { readings } = await read();
  const rows = readings.map(shown);
  print(json, rows, () =>
    table(
      ['VARIABLE', 'VALUE', 'FROM'],
      rows.map(({ name, value, source }) => [name, value ?? '-', source]),
    ),
  );
}

/** What is shown of a variable: of a secret, that there is one. */
function shown({ variable, givenAs, text, source }: Reading) {
  const value = text === undefined || text === '' ? null : (variable.secret?.shown(text) ?? text);
  // A variable that is set to nothing is not set, in `.env` either.
  const isInFile = source !== 'default' && isFromDotEnv(givenAs);
  return { name: variable.name, value, source: isInFile ? '.env' : source };
}

async function read(): Promise<Configuration> {
  const { readConfiguration } = await import('../service/configuration/configuration.js');
  return readConfiguration(process.env);
}
