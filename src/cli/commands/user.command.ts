import { Command } from 'commander';
import type { UserProfile } from '../../auth/domain/user-directory.js';
import type { UserService } from '../../auth/users/user.service.js';
import type { DatabaseLocation } from '../../service/database/database-url.js';
import { confirm } from '../io/confirm.js';
import { readPassword } from '../io/password-input.js';
import { print, table } from '../io/print.js';

interface JsonOption {
  json?: true;
}

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

export function userCommand(): Command {
  const user = new Command('user').description('create, change, list and delete users');
  withPassword(user.command('create <name>').description('create a user'))
    .option('--id <id>', 'use this ID instead of generating one')
    .option('--email <address>', 'email address of the user')
    .option('--inactive', 'the user cannot log in until activated')
    .action(create);
  withPassword(user.command('set-password <name>'))
    .description('change the password of a user and revoke all sessions of the user')
    .action(setPassword);
  user
    .command('activate <name>')
    .description('allow a user to log in')
    .option('--json', 'print JSON')
    .action(activate);
  user
    .command('deactivate <name>')
    .description('revoke all sessions of a user and reject new log-ins')
    .option('--json', 'print JSON')
    .action(deactivate);
  user
    .command('delete <name>')
    .description("delete a user and revoke all of the user's sessions")
    .option('--yes', 'skip the confirmation')
    .option('--json', 'print JSON')
    .action(deleteUser);
  user
    .command('list')
    .description('list all users by name')
    .option('--json', 'print JSON')
    .action(list);
  return user;
}

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
    .option('--json', 'print JSON');
}

async function create(username: string, { json, passwordStdin, ...options }: Creation) {
  const password = await readPassword(passwordStdin);
  const { id, email, inactive } = options;
  const request = { username, password, id, email, isActive: inactive !== true };
  const user = await withNewUsers((users) => users.create(request));
  print(json, published(user), () => `Created user ${user.username} with ID ${user.id}.`);
}

async function setPassword(username: string, { json, passwordStdin }: WithPassword) {
  const password = await readPassword(passwordStdin);
  await withUsers((users) => users.setPassword(username, password));
  print(json, { username }, () => `Changed the password of ${username} and revoked all sessions.`);
}

async function activate(username: string, { json }: JsonOption) {
  await withUsers((users) => users.activate(username));
  print(json, { username, is_active: true }, () => `Activated ${username}.`);
}

async function deactivate(username: string, { json }: JsonOption) {
  await withUsers((users) => users.deactivate(username));
  print(
    json,
    { username, is_active: false },
    () => `Deactivated ${username} and revoked all sessions.`,
  );
}

async function deleteUser(username: string, { json, yes }: Deletion) {
  await confirm(`Delete the user ${JSON.stringify(username)}?`, yes);
  await withUsers((users) => users.delete(username));
  print(json, { username }, () => `Deleted ${username} and revoked all sessions.`);
}

async function list({ json }: JsonOption) {
  const users = (await withUsers((service) => service.list())).map(published);
  print(json, users, () =>
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
async function withUsers<T>(work: (users: UserService) => Promise<T>): Promise<T> {
  const { requireExisting } = await import('../../service/database/existing-database.js');
  return withUsersOf(requireExisting, work);
}

/** Creates the database if needed: the first user may be created before the first start. */
async function withNewUsers<T>(work: (users: UserService) => Promise<T>): Promise<T> {
  const { requirePersistent } = await import('../../service/database/existing-database.js');
  return withUsersOf(requirePersistent, work);
}

/** Opens the database and closes it afterwards. Imports late to keep `--help` fast. */
async function withUsersOf<T>(
  requireDatabase: (location: DatabaseLocation) => Promise<void>,
  work: (users: UserService) => Promise<T>,
): Promise<T> {
  const { readDatabaseLocation } = await import('../../service/configuration/environment.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const { composeUserService } = await import('../../service/bootstrap/compose-user-service.js');
  const { CommandEvents } = await import('./command-events.js');
  const location = readDatabaseLocation(process.env);
  await requireDatabase(location);
  const dataSource = await openDatabase(location);
  return work(composeUserService(dataSource, new CommandEvents())).finally(() =>
    dataSource.destroy(),
  );
}
