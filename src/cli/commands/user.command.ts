import { Command, Option } from 'commander';
import type { UserProfile } from '../../auth/domain/user-directory.js';
import type { UserService } from '../../auth/users/user.service.js';
import { UnknownUserError } from '../../auth/users/user-refused-error.js';
import { publishedUser } from '../../service/transfer/published-user.js';
import type { CommandIo } from '../io/command-io.js';
import { confirm } from '../io/confirm.js';
import { readPassword } from '../io/password-input.js';
import { timeArgument } from '../io/parse-time.js';
import { positiveInteger } from '../io/positive-integer.js';
import { aligned, type JsonOption, print, widthsOf } from '../io/print.js';
import { UsageError } from '../usage-error.js';
import { type Export, exportUserFile } from './user-export.js';
import { type Import, importUsers } from './user-import.js';
import { unknownUser } from './unknown-user.js';
import { describeUser, pagesOf, writeUsersAsJson, writeUserTable } from './user-list.js';
import type { Existence } from './with-database.js';

interface WithPassword extends JsonOption {
  passwordStdin?: true;
  allowWeak?: true;
}

interface Deletion extends JsonOption {
  yes?: true;
}

interface Creation extends WithPassword {
  id?: string;
  email?: string;
  inactive?: true;
}

interface EmailChange extends JsonOption {
  none?: true;
}

interface Listing extends JsonOption {
  active?: true;
  inactive?: true;
  search?: string;
  since?: number;
  after?: string;
  limit?: number;
}

export function userCommand(io: CommandIo): Command {
  const user = new Command('user').description(
    'create, change, list, import, export and delete users',
  );
  withPassword(user.command('create <name>').description('create a user'))
    .option('--id <id>', 'use this ID instead of generating one')
    .option('--email <address>', 'email address of the user')
    .option('--inactive', 'the user cannot log in until activated')
    .action((name: string, options: Creation) => create(io, name, options));
  withPassword(user.command('set-password <name>'))
    .description('change the password of a user and revoke all sessions of the user')
    .action((name: string, options: WithPassword) => setPassword(io, name, options));
  user
    .command('unlock <name>')
    .description('reset the failed log-ins of a user')
    .option('--json', 'print JSON')
    .action((name: string, options: JsonOption) => unlock(io, name, options));
  user
    .command('activate <name>')
    .description('allow a user to log in')
    .option('--json', 'print JSON')
    .action((name: string, options: JsonOption) => activate(io, name, options));
  user
    .command('deactivate <name>')
    .description('revoke all sessions of a user and reject new log-ins')
    .option('--json', 'print JSON')
    .action((name: string, options: JsonOption) => deactivate(io, name, options));
  user
    .command('delete <name>')
    .description("delete a user and revoke all of the user's sessions")
    .option('--yes', 'skip the confirmation')
    .option('--json', 'print JSON')
    .action((name: string, options: Deletion) => deleteUser(io, name, options));
  user
    .command('rename <name> <new-name>')
    .description('change the name of a user; sessions stay active')
    .option('--json', 'print JSON')
    .action((name: string, newName: string, options: JsonOption) =>
      rename(io, name, newName, options),
    );
  user
    .command('set-email <name> [address]')
    .description('change the email address of a user, or remove it')
    .option('--none', 'remove the email address')
    .option('--json', 'print JSON')
    .action((name: string, address: string | undefined, options: EmailChange) =>
      setEmail(io, name, address, options),
    );
  user
    .command('show <name>')
    .description('show one user')
    .option('--json', 'print JSON')
    .action((name: string, options: JsonOption) => show(io, name, options));
  user
    .command('list')
    .description('list users by name')
    .addOption(new Option('--active', 'only active users').conflicts('inactive'))
    .option('--inactive', 'only inactive users')
    .option('--search <text>', 'only users whose name or email address contains this text')
    .option(
      '--since <time>',
      'only users created since then, such as 7d or 2026-01-31',
      timeArgument,
    )
    .option('--limit <number>', 'at most this many', positiveInteger)
    .option('--after <name>', 'only users after this name')
    .option('--json', 'print JSON')
    .action((options: Listing) => list(io, options));
  user
    .command('import <file>')
    .description(
      'import users with their password hashes from a file, or from standard input with -',
    )
    .addOption(new Option('--format <format>', FORMAT_HELP).choices(['ndjson', 'csv', 'django']))
    .option(
      '--model <label>',
      "model of the users in Django's JSON, such as accounts.person (default: auth.user)",
    )
    .option('--username-field <field>', 'field that contains the name', 'username')
    .option('--update', 'change users that exist with other values')
    .option('--dry-run', 'check the whole file and change nothing')
    .option('--json', 'print JSON')
    .action((file: string, options: Import) => importUsers(io, file, options));
  user
    .command('export [file]')
    .description('export all users with their password hashes into a new file')
    .addOption(new Option('--format <format>', EXPORT_FORMAT_HELP).choices(['ndjson', 'csv']))
    .option('--json', 'print JSON')
    .action((file: string | undefined, options: Export) => exportUserFile(io, file, options));
  return user;
}

const FORMAT_HELP = 'format of the file (default: by its extension)';

const EXPORT_FORMAT_HELP =
  'format of the file (default: csv for a name that ends in .csv, otherwise ndjson)';

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
    .option(
      '--allow-weak',
      'skip the rules for new passwords, for tests and passwords from another system',
    )
    .option('--json', 'print JSON');
}

const weak = (allowWeak: true | undefined) => ({ allowWeakPassword: allowWeak === true });

/** A script with `--json` gets no warnings. */
function warnIfWeak(io: CommandIo, allowWeak: true | undefined, json: true | undefined): void {
  if (!allowWeak || json) return;
  io.stderr.write(
    'Warning: --allow-weak skips the rules for new passwords. The password may be easy to guess.\n',
  );
}

/** A script with `--json` gets no warnings. */
async function warnWithoutLoginName(
  io: CommandIo,
  { username, email }: UserProfile,
  json: true | undefined,
): Promise<void> {
  if (json || email !== null) return;
  const { readLoginRules } = await import('../../service/configuration/environment.js');
  if (readLoginRules(io.env).loginFields.includes('username')) return;
  io.stderr.write(
    `Warning: ${JSON.stringify(username)} cannot log in without an email address, because ` +
      'LOGIN_FIELDS is email. Set one with: keyturn user set-email NAME ADDRESS\n',
  );
}

async function create(
  io: CommandIo,
  username: string,
  { json, passwordStdin, allowWeak, ...options }: Creation,
) {
  warnIfWeak(io, allowWeak, json);
  const password = await readPassword(io, passwordStdin);
  const { id, email, inactive } = options;
  const request = { username, password, id, email, isActive: inactive !== true };
  const user = await withUsersOf(io, 'creatable', (users) =>
    users.create(request, weak(allowWeak)),
  );
  await warnWithoutLoginName(io, user, json);
  print(io, json, publishedUser(user), () => `Created user ${user.username} with ID ${user.id}.`);
}

async function setPassword(
  io: CommandIo,
  username: string,
  { json, passwordStdin, allowWeak }: WithPassword,
) {
  warnIfWeak(io, allowWeak, json);
  const password = await readPassword(io, passwordStdin);
  const user = await withUsers(io, (users) =>
    users.setPassword(username, password, weak(allowWeak)),
  );
  print(
    io,
    json,
    { username: user.username },
    () => `Changed the password of ${user.username} and revoked all sessions.`,
  );
}

async function unlock(io: CommandIo, username: string, { json }: JsonOption) {
  const user = await withUsers(io, (users) => users.unlock(username));
  print(
    io,
    json,
    { username: user.username },
    () => `Reset the failed log-ins of ${user.username}. The limits of addresses stay.`,
  );
}

async function activate(io: CommandIo, username: string, { json }: JsonOption) {
  const user = await withUsers(io, (users) => users.activate(username));
  print(
    io,
    json,
    { username: user.username, is_active: true },
    () => `Activated ${user.username}.`,
  );
}

async function deactivate(io: CommandIo, username: string, { json }: JsonOption) {
  const user = await withUsers(io, (users) => users.deactivate(username));
  print(
    io,
    json,
    { username: user.username, is_active: false },
    () => `Deactivated ${user.username} and revoked all sessions.`,
  );
}

async function deleteUser(io: CommandIo, username: string, { json, yes }: Deletion) {
  await confirm(io, `Delete the user ${JSON.stringify(username)}?`, yes);
  const user = await withUsers(io, (users) => users.delete(username));
  print(
    io,
    json,
    { username: user.username },
    () => `Deleted ${user.username} and revoked all sessions.`,
  );
}

async function rename(io: CommandIo, username: string, newName: string, { json }: JsonOption) {
  const user = await withUsers(io, (users) => users.rename(username, newName));
  print(io, json, publishedUser(user), () => `Renamed ${username} to ${user.username}.`);
}

async function setEmail(
  io: CommandIo,
  username: string,
  address: string | undefined,
  { json, none }: EmailChange,
) {
  if ((address === undefined) === (none === undefined)) {
    throw new UsageError('Give exactly one of: ADDRESS, --none.');
  }
  const user = await withUsers(io, (users) => users.setEmail(username, address ?? null));
  await warnWithoutLoginName(io, user, json);
  print(io, json, publishedUser(user), () =>
    user.email === null
      ? `Removed the email address of ${user.username}.`
      : `Changed the email address of ${user.username} to ${user.email}.`,
  );
}

async function show(io: CommandIo, username: string, { json }: JsonOption) {
  const user = await withUsers(io, (users) => users.find(username));
  const lines = describeUser(user);
  print(io, json, publishedUser(user), () => aligned(lines, widthsOf(lines)));
}

async function list(io: CommandIo, { json, active, inactive, since, ...query }: Listing) {
  const isActive = active === undefined && inactive === undefined ? undefined : active === true;
  await withUsers(io, async (users) => {
    const pages = pagesOf(users, { ...query, isActive, createdSince: since });
    await (json ? writeUsersAsJson : writeUserTable)(io.stdout, pages);
  });
}

/** Works on existing users, so the database must exist. */
const withUsers = <T>(io: CommandIo, work: (users: UserService) => Promise<T>): Promise<T> =>
  withUsersOf(io, 'existing', work);

async function withUsersOf<T>(
  io: CommandIo,
  existence: Existence,
  work: (users: UserService) => Promise<T>,
): Promise<T> {
  const { withUserDatabase } = await import('./user-database.js');
  const { composeUserService } = await import('../../service/bootstrap/compose-user-service.js');
  return withUserDatabase(io, existence, ({ dataSource, events, settings }) =>
    work(composeUserService(dataSource, events, { ...settings, actor: 'command_line' })),
  ).catch((error: unknown) => {
    throw error instanceof UnknownUserError ? unknownUser(error.username) : error;
  });
}
