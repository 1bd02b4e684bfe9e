import { describeDevice } from '../../auth/sessions/device.js';
import type { ListedSession } from '../../auth/sessions/listed-session.js';
import type { CommandOutput } from '../io/command-io.js';
import { aligned, type Row, toJson, widthsOf, write } from '../io/print.js';

const NAMES = ['ID', 'CREATED', 'LAST SEEN', 'EXPIRES', 'STATE', 'ADDRESS', 'DEVICE', 'CLIENT'];

type Pages = AsyncIterable<readonly ListedSession[]>;

/** Writes sessions as a JSON array, page by page. */
export async function writeJson(output: CommandOutput, pages: Pages): Promise<void> {
  let before = '[';
  for await (const page of pages) {
    const elements = (await publishedOf(page)).map(toJson);
    if (elements.length === 0) continue;
    if (!(await write(output, before + elements.join(',')))) return;
    before = ',';
  }
  await write(output, before === '[' ? '[]\n' : ']\n');
}

/** Writes sessions as a table, page by page. The first page determines the widths of the columns. */
export async function writeTable(output: CommandOutput, pages: Pages): Promise<void> {
  let widths: number[] | undefined;
  for await (const page of pages) {
    const rows = (await publishedOf(page)).map(rowOf);
    const lines = widths === undefined ? [NAMES, ...rows] : rows;
    widths ??= widthsOf(lines);
    if (!(await write(output, `${aligned(lines, widths)}\n`))) return;
  }
}

const publishedOf = (page: readonly ListedSession[]): Promise<PublishedSession[]> =>
  Promise.all(page.map(published));

type PublishedSession = Awaited<ReturnType<typeof published>>;

/** Returns the published members of a session, without its key hashes. */
async function published(session: ListedSession) {
  const { revokedAt } = session;
  return {
    id: session.sid,
    state: session.state,
    created_at: isoTime(session.createdAt),
    last_seen_at: isoTime(session.refreshedAt),
    expires_at: isoTime(session.expiresAt),
    session_expires_at: isoTime(session.sessionExpiresAt),
    revoked_at: revokedAt === null ? null : isoTime(revokedAt),
    revoked_reason: session.revokedReason,
    ip: session.ip,
    device: await describeDevice(session.userAgent),
    user_agent: session.userAgent,
  };
}

function rowOf(session: PublishedSession): Row {
  const { state, revoked_reason: reason } = session;
  return [
    session.id,
    session.created_at,
    session.last_seen_at,
    session.expires_at,
    reason === null ? state : `${state} (${reason})`,
    session.ip ?? '-',
    session.device ?? '-',
    session.user_agent ?? '-',
  ];
}

const isoTime = (ms: number): string => new Date(ms).toISOString();
