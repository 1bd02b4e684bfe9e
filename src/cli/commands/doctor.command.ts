import { Command } from 'commander';
import type { Finding } from '../../service/doctor/finding.js';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';
import { EXIT_CONFIGURATION } from '../../service/runtime/exit-status.js';
import { ExitError } from '../exit-error.js';

export function doctorCommand(io: CommandIo): Command {
  return new Command('doctor')
    .description(
      'check configuration, secret, database, clock, certificate, network and admin, and suggest fixes',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { examine } = await import('../../service/doctor/examine.js');
      const findings = await examine(io.env);
      print(io, json, findings, () => findings.map(inWords).join('\n'));
      const problems = findings.filter(({ verdict }) => verdict === 'problem');
      if (problems.some(({ about }) => about === 'configuration'))
        throw new ExitError(EXIT_CONFIGURATION);
      if (problems.length > 0) throw new ExitError(1);
    });
}

function inWords({ about, verdict, text, remedy }: Finding): string {
  const line = `${verdict.padEnd('problem'.length)}  ${about.padEnd('configuration'.length)}  ${text}`;
  return remedy === null
    ? line
    : `${line}\n${' '.repeat('problem'.length)}  ${' '.repeat('configuration'.length)}  ${remedy}`;
}
