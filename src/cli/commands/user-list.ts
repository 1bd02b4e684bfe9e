import type { UserProfile } from '../../auth/domain/user-directory.js';
import { MAX_USER_PAGE_SIZE, type UserQuery } from '../../auth/domain/user-query.js';
import type { UserService } from '../../auth/users/user.service.js';
import { type PublishedUser, publishedUser } from '../../service/transfer/published-user.js';
import type { CommandOutput } from '../io/command-io.js';
import type { Row } from '../io/print.js';
import { type Pages, writeJsonPages, writeTablePages } from '../io/write-pages.js';

const NAMES = ['NAME', 'ID', 'EMAIL', 'ACTIVE', 'LAST LOG-IN'];

/** Writes users as a JSON array, page by page. */
export const writeUsersAsJson = (output: CommandOutput, pages: Pages<UserProfile>): Promise<void> =>
  writeJsonPages(output, publishedPages(pages));

/** Writes users as a table, page by page. */
export const writeUserTable = (output: CommandOutput, pages: Pages<UserProfile>): Promise<void> =>
  writeTablePages(output, NAMES, publishedPages(pages), (user) => [
    user.username,
    user.id,
    user.email ?? '-',
    user.is_active ? 'yes' : 'no',
    user.last_login_at ?? 'never',
  ]);

async function* publishedPages(pages: Pages<UserProfile>): AsyncGenerator<PublishedUser[]> {
  for await (const page of pages) yield page.map(publishedUser);
}

/** Reads one page at a time, each with one query. */
export async function* pagesOf(
  users: Pick<UserService, 'list'>,
  { limit = Infinity, ...query }: UserQuery,
): AsyncGenerator<UserProfile[]> {
  let remaining = limit;
  let { after } = query;
  for (;;) {
    const size = Math.min(remaining, MAX_USER_PAGE_SIZE);
    const page = await users.list({ ...query, after, limit: size });
    yield page;
    remaining -= page.length;
    after = page.at(-1)?.username;
    if (page.length < size || remaining === 0) return;
  }
}

/** Describes one user, a line for each member. */
export function describeUser(user: UserProfile): Row[] {
  const { username, last_login_at: lastLogin, ...rest } = publishedUser(user);
  return [
    ['name', username],
    ['id', rest.id],
    ['email', rest.email ?? '-'],
    ['active', rest.is_active ? 'yes' : 'no'],
    ['created', rest.created_at],
    ['last log-in', lastLogin ?? 'never'],
    ['password changed', rest.password_changed_at],
  ];
}
