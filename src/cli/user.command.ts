import { Command } from 'commander';
import type { UserProfile } from '../auth/domain/user-directory.js';
import type { UserService } from '../auth/users/user.service.js';
import type { DatabaseLocation } from '../service/database/database-url.js';
import { confirm } from './confirm.js';
import { readPassword } from './password-input.js';
import { print, table } from './print.js';

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
  const user = new Command('user').description('make and change users');
  withPassword(user.command('create <name>').description('make a user'))
    .option('--id <id>', 'keep this id, instead of making one')
    .option('--email <address>', 'where the user can be written to')
    .option('--inactive', 'the user cannot log in until activated')
    .action(create);
  withPassword(user.command('set-password <name>'))
    .description('change the password, and end every session of the user')
    .action(setPassword);
  user
    .command('activate <name>')
    .description('let the user log in')
    .option('--json', 'answer in JSON')
    .action(activate);
  user
    .command('deactivate <name>')
    .description('end every session of the user, and allow no other')
    .option('--json', 'answer in JSON')
    .action(deactivate);
  user
    .command('delete <name>')
    .description("delete a user and revoke all of the user's sessions")
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'answer in JSON')
    .action(deleteUser);
  user
    .command('list')
    .description('all users, by name')
    .option('--json', 'answer in JSON')
    .action(list);
  return user;
}

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password from standard input, instead of asking for it')
    .option('--json', 'answer in JSON');
}

async function create(username: string, { json, passwordStdin, ...options }: Creation) {
  const password = await readPassword(passwordStdin);
  const { id, email, inactive } = options;
  const request = { username, password, id, email, isActive: inactive !== true };
  const user = await withNewUsers((users) => users.create(request));
  print(json, published(user), () => `User ${user.username} was made, with the id ${user.id}.`);
}

async function setPassword(username: string, { json, passwordStdin }: WithPassword) {
  const password = await readPassword(passwordStdin);
  await withUsers((users) => users.setPassword(username, password));
  print(json, { username }, () => `${username} has a new password. Every session was ended.`);
}

async function activate(username: string, { json }: JsonOption) {
  await withUsers((users) => users.activate(username));
  print(json, { username, is_active: true }, () => `${username} can log in.`);
}

async function deactivate(username: string, { json }: JsonOption) {
  await withUsers((users) => users.deactivate(username));
  print(json, { username, is_active: false }, () => `${username} is out. Every session was ended.`);
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
      ['NAME', 'ID', 'EMAIL', 'ACTIVE', 'LAST LOGIN'],
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

/** What is shown of a user: never the hash. */
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

/** Of those who are there: where there is no database, there is nobody. */
async function withUsers<T>(work: (users: UserService) => Promise<T>): Promise<T> {
  const { requireExisting } = await import('../service/database/existing-database.js');
  return withUsersOf(requireExisting, work);
}

/** The first user may come before the first start. */
async function withNewUsers<T>(work: (users: UserService) => Promise<T>): Promise<T> {
  const { requireLasting } = await import('../service/database/existing-database.js');
  return withUsersOf(requireLasting, work);
}

/** Opens the database for one piece of work. Loaded when needed: help must not wait for it. */
async function withUsersOf<T>(
  demand: (location: DatabaseLocation) => Promise<void>,
  work: (users: UserService) => Promise<T>,
): Promise<T> {
  const { readDatabaseLocation } = await import('../service/environment.js');
  const { openDatabase } = await import('../service/database/open-database.js');
  const { composeUserService } = await import('../service/compose-user-service.js');
  const { CommandEvents } = await import('./command-events.js');
  const location = readDatabaseLocation(process.env);
  await demand(location);
  const dataSource = await openDatabase(location);
  return work(composeUserService(dataSource, new CommandEvents())).finally(() =>
    dataSource.destroy(),
  );
}
