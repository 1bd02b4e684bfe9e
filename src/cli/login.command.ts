import { Command } from 'commander';
import type { ListedLogin, LoginAdminService } from '../auth/logins/login-admin.service.js';
import { confirm } from './confirm.js';
import { print, table } from './print.js';
import { showProgress } from './progress.js';
import { UsageError } from './usage-error.js';

interface Answering {
  json?: true;
}

interface Revocation extends Answering {
  user?: string;
  all?: true;
  yes?: true;
}

export function loginCommand(): Command {
  const login = new Command('login').description('see and end logins');
  login
    .command('list <name>')
    .description('the logins of a user, the newest first, ended ones too: at most a thousand')
    .option('--json', 'answer in JSON')
    .action(list);
  login
    .command('revoke [id]')
    .description('end a login, every login of a user, or every login there is')
    .option('--user <name>', 'every login of this user, those that are beginning too')
    .option('--all', 'every login of everybody that began before now')
    .option('--yes', 'do not ask before --all')
    .option('--json', 'answer in JSON')
    .action(revoke);
  return login;
}

async function list(name: string, { json }: Answering) {
  const logins = (await withLogins((admin) => admin.listOf(name))).map(published);
  print(json, logins, () =>
    table(
      ['ID', 'BEGAN', 'LAST SEEN', 'ENDS', 'STATE', 'FROM', 'CLIENT'],
      logins.map((login) => [
        login.id,
        login.created_at,
        login.last_seen_at,
        login.expires_at,
        login.state === 'revoked' ? `revoked (${login.revoked_reason})` : login.state,
        login.ip ?? '-',
        login.user_agent ?? '-',
      ]),
    ),
  );
}

/** What is shown of a login: nothing of the keys that spent its tokens. */
function published({ isLiving, revokedAt, ...login }: ListedLogin) {
  return {
    id: login.id,
    state: isLiving ? 'living' : revokedAt === null ? 'ended' : 'revoked',
    created_at: isoTime(login.createdAt),
    last_seen_at: isoTime(login.rotatedAt),
    expires_at: isoTime(login.expiresAt),
    login_expires_at: isoTime(login.loginExpiresAt),
    revoked_at: revokedAt === null ? null : isoTime(revokedAt),
    revoked_reason: login.revokedReason,
    ip: login.ip,
    user_agent: login.userAgent,
  };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

function revoke(id: string | undefined, { user, all, yes, json }: Revocation): Promise<void> {
  const given = [id, user, all].filter((one) => one !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of ID, --user NAME and --all.');
  if (id !== undefined) return revokeOne(id, json);
  return user === undefined ? revokeAll(yes, json) : revokeAllOf(user, json);
}

async function revokeOne(id: string, json: true | undefined) {
  const { userId } = await withLogins((admin) => admin.revoke(id));
  print(json, { id, user_id: userId }, () => `Login ${id} was ended.`);
}

async function revokeAllOf(username: string, json: true | undefined) {
  await withLogins((admin) => admin.revokeAllOf(username));
  print(json, { username }, () => `Every login of ${username} was ended.`);
}

async function revokeAll(yes: true | undefined, json: true | undefined) {
  await confirm('End every login of everybody?', yes);
  const progress = showProgress('logins ended');
  const ended = await withLogins((admin) => admin.revokeAll(progress.show)).finally(progress.end);
  print(json, { ended }, () =>
    ended === 1 ? '1 login was ended.' : `${ended} logins were ended.`,
  );
}

/** Opens the database for one piece of work. Loaded when needed: help must not wait for it. */
async function withLogins<T>(work: (admin: LoginAdminService) => Promise<T>): Promise<T> {
  const { readDatabaseLocation } = await import('../service/environment.js');
  const { requireExisting } = await import('../service/database/existing-database.js');
  const { openDatabase } = await import('../service/database/open-database.js');
  const { composeLoginAdmin } = await import('../service/compose-login-admin.js');
  const { CommandEvents } = await import('./command-events.js');
  const location = readDatabaseLocation(process.env);
  await requireExisting(location);
  const dataSource = await openDatabase(location);
  return work(composeLoginAdmin(dataSource, new CommandEvents())).finally(() =>
    dataSource.destroy(),
  );
}
