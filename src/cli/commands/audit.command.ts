import { Command, InvalidArgumentError } from 'commander';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { UserDirectory } from '../../auth/domain/user-directory.js';
import type { AuditReader } from '../../service/audit/audit-reader.js';
import { AUDITED_TYPES, type AuditRecord } from '../../service/audit/audit-record.js';
import { timeArgument } from '../io/parse-time.js';
import { positiveInteger } from '../io/positive-integer.js';
import type { CommandIo } from '../io/command-io.js';
import type { JsonOption } from '../io/print.js';
import type { Pages } from '../io/write-pages.js';
import { abortOnSignal } from '../io/abort-on-signal.js';
import { UsageError } from '../usage-error.js';
import { follow } from './audit-follow.js';
import { writeEvents } from './audit-output.js';
import { withDatabase } from './with-database.js';

/** The command names a user who does not exist and has no events. */
class AuditRefusedError extends OperationalError {
  override readonly name = 'AuditRefusedError';
}

interface AuditOptions extends JsonOption {
  user?: string;
  since?: number;
  until?: number;
  type?: string[];
  limit?: number;
  follow?: true;
}

/** Events that are listed without --since and --limit. */
const DEFAULT_LIMIT = 100;

export function auditCommand(io: CommandIo): Command {
  return new Command('audit')
    .description('list the events of the audit log, newest last')
    .option('--user <name or ID>', 'only events of this user, who may have been deleted')
    .option(
      '--since <time>',
      'only events from then on: 24h, 2026-11-29, 2026-11-29T08:00Z',
      timeArgument,
    )
    .option('--until <time>', 'only events before then', timeArgument)
    .option('--type <types...>', 'only events with these names', eventType)
    .option(
      '--limit <number>',
      `only the newest events (default: ${DEFAULT_LIMIT}, or all with --since)`,
      positiveInteger,
    )
    .option('--follow', 'then wait for new events, until Ctrl-C')
    .option('--json', 'print one JSON object for each line')
    .action((options: AuditOptions) => list(io, options));
}

function eventType(text: string, earlier: string[] = []): string[] {
  if (AUDITED_TYPES.includes(text)) return [...earlier, text];
  throw new InvalidArgumentError(`Give the name of an event: ${AUDITED_TYPES.join(', ')}.`);
}

async function list(io: CommandIo, options: AuditOptions): Promise<void> {
  const { user, since, until, type: types, json } = options;
  const isFollowing = options.follow === true;
  if (isFollowing && until !== undefined) throw new UsageError('--follow excludes --until.');
  await withAudit(io, async ({ reader, users }) => {
    const userId = user === undefined ? undefined : await userIdOf(user, users, reader);
    const filter = { userId, types, since, until, limit: limitOf(options) };
    const writeAll = (pages: Pages<AuditRecord>) => writeEvents(io.stdout, pages, json === true);
    if (!isFollowing) return writeAll(reader.pages(filter));
    const { signal, done } = abortOnSignal();
    await writeAll(follow(reader, filter, signal)).finally(done);
  });
}

/** All events of --since, otherwise the newest ones. */
const limitOf = ({ limit, since }: AuditOptions): number | undefined =>
  limit ?? (since === undefined ? DEFAULT_LIMIT : undefined);

/** A deleted user has only an ID. */
async function userIdOf(text: string, users: UserDirectory, reader: AuditReader): Promise<string> {
  const user = (await users.findByName(text)) ?? (await users.findById(text));
  if (user !== null) return user.id;
  if (await reader.hasEventsOf(text)) return text;
  const named = JSON.stringify(text);
  throw new AuditRefusedError(
    `There is no user ${named}, and no event of a user with this ID. Give the name or the ID of a user.`,
  );
}

interface Audit {
  reader: AuditReader;
  users: UserDirectory;
}

/** Imports late to keep `--help` fast. */
async function withAudit(io: CommandIo, work: (audit: Audit) => Promise<void>): Promise<void> {
  const { readLoginRules } = await import('../../service/configuration/environment.js');
  const { AuditStore } = await import('../../service/audit/audit-store.js');
  const { AuditReader } = await import('../../service/audit/audit-reader.js');
  const { TypeOrmUserStore } = await import('../../auth/persistence/typeorm-user.store.js');
  const rules = readLoginRules(io.env);
  await withDatabase(io, 'existing', (dataSource) =>
    work({
      reader: new AuditReader(new AuditStore(dataSource)),
      users: new TypeOrmUserStore(dataSource, true, rules),
    }),
  );
}
