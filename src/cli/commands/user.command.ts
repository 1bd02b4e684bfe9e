import { Command } from 'commander';
import type { UserProfile } from '../../auth/domain/user-directory.js';
import type { UserService } from '../../auth/users/user.service.js';
import type { DatabaseLocation } from '../../service/database/database-url.js';
import type { CommandIo } from '../io/command-io.js';
import { confirm } from '../io/confirm.js';
import { readPassword } from '../io/password-input.js';
import { type JsonOption, print, table } from '../io/print.js';

interface WithPassword extends JsonOption {
  passwordStdin?: true;
}

interface Deletion extends JsonOption {
  yes?: true;
}

interface Creation extends WithPassword {
  id?: string;
  email?: string;
  inactive?: true;
}

export function userCommand(io: CommandIo): Command {
  const user = new Command('user').description('create, change, list and delete users');
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
    .description('allow log-ins again after too many failed ones')
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
    .command('list')
    .description('list all users by name')
    .option('--json', 'print JSON')
    .action((options: JsonOption) => list(io, options));
  return user;
}

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
    .option('--json', 'print JSON');
}

async function create(
  io: CommandIo,
  username: string,
  { json, passwordStdin, ...options }: Creation,
) {
  const password = await readPassword(io, passwordStdin);
  const { id, email, inactive } = options;
  const request = { username, password, id, email, isActive: inactive !== true };
  const user = await withNewUsers(io, (users) => users.create(request));
  print(io, json, published(user), () => `Created user ${user.username} with ID ${user.id}.`);
}

async function setPassword(io: CommandIo, username: string, { json, passwordStdin }: WithPassword) {
  const password = await readPassword(io, passwordStdin);
  await withUsers(io, (users) => users.setPassword(username, password));
  print(
    io,
    json,
    { username },
    () => `Changed the password of ${username} and revoked all sessions.`,
  );
}

async function unlock(io: CommandIo, username: string, { json }: JsonOption) {
  await withUsers(io, (users) => users.unlock(username));
  print(io, json, { username }, () => `Unlocked the log-in of ${username}.`);
}

async function activate(io: CommandIo, username: string, { json }: JsonOption) {
  await withUsers(io, (users) => users.activate(username));
  print(io, json, { username, is_active: true }, () => `Activated ${username}.`);
}

async function deactivate(io: CommandIo, username: string, { json }: JsonOption) {
  await withUsers(io, (users) => users.deactivate(username));
  print(
    io,
    json,
    { username, is_active: false },
    () => `Deactivated ${username} and revoked all sessions.`,
  );
}

async function deleteUser(io: CommandIo, username: string, { json, yes }: Deletion) {
  await confirm(io, `Delete the user ${JSON.stringify(username)}?`, yes);
  await withUsers(io, (users) => users.delete(username));
  print(io, json, { username }, () => `Deleted ${username} and revoked all sessions.`);
}

async function list(io: CommandIo, { json }: JsonOption) {
  const users = (await withUsers(io, (service) => service.list())).map(published);
  print(io, json, users, () =>
    table(
      ['NAME', 'ID', 'EMAIL', 'ACTIVE', 'LAST LOG-IN'],
      users.map((user) => [
        user.username,
        user.id,
        user.email ?? '-',
        user.is_active ? 'yes' : 'no',
        user.last_login_at ?? 'never',
      ]),
    ),
  );
}

/** Returns the published members of a user, without the password hash. */
function published(user: UserProfile) {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    is_active: user.isActive,
    created_at: new Date(user.createdAt).toISOString(),
    last_login_at: user.lastLoginAt === null ? null : new Date(user.lastLoginAt).toISOString(),
    password_changed_at: new Date(user.passwordChangedAt).toISOString(),
  };
}

/** Works on existing users, so the database must exist. */
async function withUsers<T>(io: CommandIo, work: (users: UserService) => Promise<T>): Promise<T> {
  const { requireExisting } = await import('../../service/database/existing-database.js');
  return withUsersOf(io, requireExisting, work);
}

/** Creates the database if needed: the first user may be created before the first start. */
async function withNewUsers<T>(
  io: CommandIo,
  work: (users: UserService) => Promise<T>,
): Promise<T> {
  const { requirePersistent } = await import('../../service/database/existing-database.js');
  return withUsersOf(io, requirePersistent, work);
}

/** Opens the database and closes it afterwards. Imports late to keep `--help` fast. */
async function withUsersOf<T>(
  io: CommandIo,
  requireDatabase: (location: DatabaseLocation) => Promise<void>,
  work: (users: UserService) => Promise<T>,
): Promise<T> {
  const { readDatabaseLocation, readLoginRules, readPasswordHash } =
    await import('../../service/configuration/environment.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const { composeUserService } = await import('../../service/bootstrap/compose-user-service.js');
  const { CommandEvents } = await import('./command-events.js');
  const location = readDatabaseLocation(io.env);
  const options = { rules: readLoginRules(io.env), parameters: readPasswordHash(io.env) };
  await requireDatabase(location);
  const dataSource = await openDatabase(location);
  return work(composeUserService(dataSource, new CommandEvents(io), options)).finally(() =>
    dataSource.destroy(),
  );
}
