import { isoTime } from '../../auth/domain/iso-time.js';
import { describeDevice } from '../../auth/sessions/device.js';
import type { ListedSession } from '../../auth/sessions/listed-session.js';
import type { CommandOutput } from '../io/command-io.js';
import type { Row } from '../io/print.js';
import { type Pages, writeJsonPages, writeTablePages } from '../io/write-pages.js';

const NAMES = ['ID', 'CREATED', 'LAST SEEN', 'EXPIRES', 'STATE', 'ADDRESS', 'DEVICE', 'CLIENT'];

type SessionPages = Pages<ListedSession>;

/** Writes sessions as a JSON array, page by page. */
export const writeJson = (output: CommandOutput, pages: SessionPages): Promise<void> =>
  writeJsonPages(output, publishedPages(pages));

/** Writes sessions as a table, page by page. */
export const writeTable = (output: CommandOutput, pages: SessionPages): Promise<void> =>
  writeTablePages(output, NAMES, publishedPages(pages), rowOf);

async function* publishedPages(pages: SessionPages): AsyncGenerator<PublishedSession[]> {
  for await (const page of pages) yield await publishedOf(page);
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
