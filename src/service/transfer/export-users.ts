import type { BatchUser, UserBatchStore } from '../../auth/persistence/user-batch.store.js';
import { publishedUser } from './published-user.js';

export type ExportFormat = 'ndjson' | 'csv';

/** Users per query. */
const PAGE_SIZE = 1000;

/** The members of an exported user, which are also the columns of CSV. */
const MEMBERS = [
  'id',
  'username',
  'email',
  'password_hash',
  'is_active',
  'created_at',
  'last_login_at',
  'password_changed_at',
] as const;

/**
 * Returns the text of all users with their hashes, a page at a time, in the order of their IDs. An
 * import of the text into the same table changes nothing.
 *
 * @param onProgress called with the number of users
 */
export async function* exportUsers(
  store: UserBatchStore,
  format: ExportFormat,
  onProgress: (exported: number) => void = () => undefined,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${MEMBERS.join(',')}\r\n`;
  const lineOf = format === 'csv' ? csvLine : jsonLine;
  let exported = 0;
  for (let after = ''; ;) {
    const users = await store.page(after, PAGE_SIZE);
    const last = users.at(-1);
    if (last === undefined) return;
    yield users.map((user) => lineOf(recordOf(user))).join('');
    onProgress((exported += users.length));
    after = last.id;
  }
}

/** Written for a user without a password, as by Django. An import with --update removes the password. */
const UNUSABLE = '!';

type ExportedRecord = Record<(typeof MEMBERS)[number], string | boolean | null>;

const recordOf = (user: BatchUser): ExportedRecord => ({
  ...publishedUser(user),
  password_hash: user.passwordHash === '' ? UNUSABLE : user.passwordHash,
});

/** Writes the members in the order of the list. */
const jsonLine = (record: ExportedRecord): string => `${JSON.stringify(record, [...MEMBERS])}\n`;

const csvLine = (record: ExportedRecord): string =>
  `${MEMBERS.map((name) => csvCell(record[name])).join(',')}\r\n`;

/** RFC 4180: a cell with a quotation mark, a comma or a line ending is quoted. */
function csvCell(value: string | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
