import { Command, CommanderError } from 'commander';
import { backupCommand } from './commands/backup.command.js';
import { configCommand } from './commands/config.command.js';
import { loadDotEnv } from './io/load-dot-env.js';
import { doctorCommand } from './commands/doctor.command.js';
import { healthcheckCommand } from './commands/healthcheck.command.js';
import { handleStdoutErrors } from './io/stdout-errors.js';
import { migrateCommand } from './commands/migrate.command.js';
import { pruneCommand } from './commands/prune.command.js';
import { reportError } from './report-error.js';
import { requireDecoded } from './io/require-decoded.js';
import { serveCommand } from './commands/serve.command.js';
import { sessionCommand } from './commands/session.command.js';
import { userCommand } from './commands/user.command.js';
import { warnOfUnknownVariables } from './unknown-variables.js';

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
];

/** Exit status for an invalid command line. */
const EXIT_USAGE = 2;

/**
 * Runs the command line.
 *
 * @param argv `process.argv`
 * @returns the exit status: 0, 1 (failed), 2 (invalid command line) or 78 (invalid configuration)
 */
export async function run(argv: readonly string[]): Promise<number> {
  const asJson = argv.includes('--json');
  handleStdoutErrors(asJson);
  try {
    requireDecoded(argv);
    await createProgram().parseAsync(argv);
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, asJson);
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
}

/** Creates the tree of all commands. */
export function createProgram(): Command {
  const program = new Command('keyturn')
    .description('Token authentication: runs the service and manages users and sessions.')
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .hook('preAction', async (_, command) => {
      await loadDotEnv();
      if (!command.opts<{ json?: true }>().json) await warnOfUnknownVariables(command.name());
    });
  for (const command of COMMANDS) program.addCommand(inherited(command()));
  return program;
}

/** Commander applies these settings only to subcommands that the parent creates itself. */
function inherited(command: Command): Command {
  command.exitOverride().showHelpAfterError('(see --help)');
  command.commands.forEach(inherited);
  return command;
}
