import { caselessKeyOf } from './username.js';

/** Users per page: the maximum. */
export const MAX_USER_PAGE_SIZE = 1_000;

/** Selects users, sorted by name. */
export interface UserQuery {
  /** Only active users, or only inactive ones. @default both */
  isActive?: boolean | undefined;
  /** Only users whose name or email address contains this text, without case. @default all */
  search?: string | undefined;
  /** Only users created since then: epoch milliseconds. @default all */
  createdSince?: number | undefined;
  /** The cursor: only users after this name, which need not exist. @default the first page */
  after?: string | undefined;
  /** Users per page, from 1 to 1000. @default 1000 */
  limit?: number | undefined;
}

/** The members of a user that a query compares. */
interface Selectable {
  username: string;
  email: string | null;
  isActive: boolean;
  createdAt: number;
}

/** Checks whether a query selects a user, on any page. */
export function matchesUserQuery(user: Selectable, query: UserQuery): boolean {
  const { isActive, createdSince, search } = query;
  return (
    (isActive === undefined || user.isActive === isActive) &&
    (createdSince === undefined || user.createdAt >= createdSince) &&
    (search === undefined || [user.username, user.email].some((text) => contains(text, search)))
  );
}

const contains = (text: string | null, part: string): boolean =>
  text !== null && caselessKeyOf(text).includes(caselessKeyOf(part));
