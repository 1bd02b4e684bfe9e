import { Command, InvalidArgumentError } from 'commander';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { isCursor, MAX_PAGE_SIZE } from '../../auth/domain/session-query.js';
import type { ListedSession } from '../../auth/sessions/listed-session.js';
import type { SessionService } from '../../auth/sessions/session.service.js';
import type { SessionAdministration } from '../../service/bootstrap/compose-session-service.js';
import type { CommandIo } from '../io/command-io.js';
import { confirm } from '../io/confirm.js';
import { positiveInteger } from '../io/positive-integer.js';
import { type JsonOption, print } from '../io/print.js';
import { showProgress } from '../io/progress.js';
import { writeJson, writeTable } from './session-list.js';
import { unknownUser } from './unknown-user.js';
import { UsageError } from '../usage-error.js';
import { withDatabase } from './with-database.js';

/** The command names a user or a session that does not exist, or a session that is revoked. */
class SessionRefusedError extends OperationalError {
  override readonly name = 'SessionRefusedError';
}

interface Listing extends JsonOption {
  active?: true;
  limit?: number;
  after?: string;
}

interface Revocation extends JsonOption {
  user?: string;
  all?: true;
  yes?: true;
}

export function sessionCommand(io: CommandIo): Command {
  const session = new Command('session').description('list and revoke sessions');
  session
    .command('list <name>')
    .description('list the sessions of a user in every state, newest first')
    .option('--active', 'only active sessions')
    .option('--limit <number>', 'at most this many', positiveInteger)
    .option('--after <id>', 'only sessions older than this one', sessionId)
    .option('--json', 'print JSON')
    .action((name: string, options: Listing) => list(io, name, options));
  session
    .command('revoke [id]')
    .description('revoke a session, every session of a user, or every session')
    .option(
      '--user <name>',
      'every session of this user, including those that start during the command',
    )
    .option('--all', 'every session of every user, except those that start during the command')
    .option('--yes', 'skip the confirmation of --all')
    .option('--json', 'print JSON')
    .action((id: string | undefined, options: Revocation) => revoke(io, id, options));
  return session;
}

function sessionId(text: string): string {
  if (isCursor(text)) return text;
  throw new InvalidArgumentError('Give the ID of a session, as the list shows it.');
}

async function list(io: CommandIo, name: string, { json, ...listing }: Listing) {
  await withSessions(io, async ({ sessions, users }) => {
    const pages = pagesOf(sessions, (await findUser(users, name)).id, listing);
    await (json ? writeJson(io.stdout, pages) : writeTable(io.stdout, pages));
  });
}

/** Reads all pages, one at a time, to keep only one page in memory. */
async function* pagesOf(
  sessions: SessionService,
  userId: string,
  { active, limit = Infinity, after }: Listing,
): AsyncGenerator<readonly ListedSession[]> {
  const states = active ? 'active' : 'all';
  let remaining = limit;
  let cursor = after ?? null;
  do {
    const options = { states, after: cursor, limit: Math.min(remaining, MAX_PAGE_SIZE) } as const;
    const page = await sessions.list(userId, options);
    yield page.sessions;
    remaining -= page.sessions.length;
    cursor = page.next;
  } while (cursor !== null && remaining > 0);
}

async function revoke(io: CommandIo, id: string | undefined, { user, all, yes, json }: Revocation) {
  const given = [id, user, all].filter((one) => one !== undefined);
  if (given.length !== 1) throw new UsageError('Give exactly one of: ID, --user NAME, --all.');
  if (id !== undefined) return revokeOne(io, id, json);
  return user === undefined ? revokeAll(io, yes, json) : revokeAllOf(io, user, json);
}

async function revokeOne(io: CommandIo, id: string, json: true | undefined) {
  const revoked = await withSessions(io, ({ sessions }) => sessions.revoke(id, 'admin'));
  if (revoked === null) {
    const text = `Session ${JSON.stringify(id)} does not exist or is already revoked.`;
    throw new SessionRefusedError(text);
  }
  print(io, json, { id, user_id: revoked.userId }, () => `Revoked session ${id}.`);
}

async function revokeAllOf(io: CommandIo, username: string, json: true | undefined) {
  const user = await withSessions(io, async ({ sessions, users }) => {
    const found = await findUser(users, username);
    await sessions.revokeAllOf(found.id);
    return found;
  });
  print(io, json, { username: user.username }, () => `Revoked every session of ${user.username}.`);
}

async function revokeAll(io: CommandIo, yes: true | undefined, json: true | undefined) {
  await confirm(io, 'Revoke every session of every user?', yes);
  const progress = showProgress<number>(io, (count) => `${count} sessions revoked`);
  const revoked = await withSessions(io, ({ sessions }) =>
    sessions.revokeAll(progress.show),
  ).finally(progress.end);
  print(
    io,
    json,
    { revoked },
    () => `Revoked ${revoked} ${revoked === 1 ? 'session' : 'sessions'}.`,
  );
}

async function findUser(users: SessionAdministration['users'], name: string) {
  const user = await users.findByName(name);
  if (user === null) throw unknownUser(name);
  return user;
}

/** Imports late to keep `--help` fast. */
async function withSessions<T>(
  io: CommandIo,
  work: (admin: SessionAdministration) => Promise<T>,
): Promise<T> {
  const { readAudit, readLoginRules } = await import('../../service/configuration/environment.js');
  const { composeSessionService } =
    await import('../../service/bootstrap/compose-session-service.js');
  const { withAuditedEvents } = await import('./with-audited-events.js');
  const rules = readLoginRules(io.env);
  const audit = readAudit(io.env);
  return withDatabase(io, 'existing', (dataSource) =>
    withAuditedEvents(io, dataSource, audit, (events) =>
      work(composeSessionService(dataSource, events, rules)),
    ),
  );
}
