import { Command, CommanderError } from 'commander';
import { auditCommand } from './commands/audit.command.js';
import { backupCommand } from './commands/backup.command.js';
import { configCommand } from './commands/config.command.js';
import type { CommandIo } from './io/command-io.js';
import { loadDotEnv } from './io/load-dot-env.js';
import { doctorCommand } from './commands/doctor.command.js';
import { healthcheckCommand } from './commands/healthcheck.command.js';
import type { JsonOption } from './io/print.js';
import { handleStdoutErrors } from './io/stdout-errors.js';
import { keysCommand } from './commands/keys.command.js';
import { migrateCommand } from './commands/migrate.command.js';
import { pruneCommand } from './commands/prune.command.js';
import { version } from '../service/package-root.js';
import { reportError } from './report-error.js';
import { requireDecoded } from './io/require-decoded.js';
import { serveCommand } from './commands/serve.command.js';
import { sessionCommand } from './commands/session.command.js';
import { userCommand } from './commands/user.command.js';
import { warnOfUnknownVariables } from './unknown-variables.js';
import { useDefaultV8Flags } from './v8-start-flags.js';

const COMMANDS = [
  serveCommand,
  configCommand,
  doctorCommand,
  healthcheckCommand,
  migrateCommand,
  backupCommand,
  pruneCommand,
  userCommand,
  sessionCommand,
  auditCommand,
  keysCommand,
];

/** The arguments that replace an empty command line. */
const DEFAULT_ARGS = ['serve'];

/** Exit status for an invalid command line. */
const EXIT_USAGE = 2;

/**
 * Runs the command line.
 *
 * @param args the arguments of the command, without Node and the script
 * @param io the process, or a substitute in tests
 * @returns the exit status: 0, 1 (failed), 2 (invalid command line) or 78 (invalid configuration)
 */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const asJson = args.includes('--json');
  handleStdoutErrors(io, asJson);
  try {
    requireDecoded(args);
    await createProgram(io).parseAsync(args.length === 0 ? DEFAULT_ARGS : args, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(io, error, asJson);
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

/** Creates the tree of all commands. */
export function createProgram(io: CommandIo): Command {
  const program = new Command('keyturn')
    .description('Token authentication: runs the service and manages users and sessions.')
    .version(version, '-v, --version', 'print the version')
    .hook('preAction', async (_, command) => {
      // Only the service is idle for long. It restores the defaults itself, after its start.
      if (command.name() !== 'serve') useDefaultV8Flags();
      await loadDotEnv(io);
      if (!command.opts<JsonOption>().json) await warnOfUnknownVariables(io, command.name());
    });
  for (const command of COMMANDS) program.addCommand(command(io));
  return withSettings(program, io);
}

/** Commander inherits these settings only to subcommands that the parent creates later. */
function withSettings(command: Command, io: CommandIo): Command {
  command
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  for (const subcommand of command.commands) withSettings(subcommand, io);
  return command;
}
