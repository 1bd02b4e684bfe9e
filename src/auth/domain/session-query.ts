import { InvalidFieldsError } from './auth-error.js';

/** Sessions per page: the default and the maximum. */
export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 1_000;

/** A page of sessions: newest first, in descending order of their IDs. */
export interface SessionPageQuery {
  /** The cursor: only sessions with a lower ID. The session with this ID need not exist. */
  after?: string | undefined;
  /** The cursor of the opposite direction: the nearest sessions with a greater ID. */
  before?: string | undefined;
  /** The maximum number of sessions. */
  limit: number;
}

/** Selects sessions of every user in every state, or of one user. */
export type SessionQuery = SessionPageQuery &
  (
    | {
        /** Omitted: the sessions of every user. */
        userId?: never;
        /** Omitted: sessions in every state. */
        activeAt?: never;
      }
    | {
        /** The user whose sessions are selected. */
        userId: string;
        /** Only sessions whose `sessionState` is `active` at this time: epoch milliseconds. */
        activeAt?: number | undefined;
      }
  );

/** Selects sessions to revoke, in ascending order of their IDs. */
export interface SessionBatch {
  /** Only sessions with a greater ID; empty: from the first. */
  after: string;
  /** The maximum number of sessions. */
  limit: number;
  /** Only sessions created until then: epoch milliseconds. */
  createdUntil: number;
}

/** The form of a session's ID, which is also the cursor. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Which page of a list to return. */
export interface SessionPageOptions {
  /** The previous page's `next`. @default null: the first page */
  after?: string | null | undefined;
  /** The following page's `previous`, in place of `after`. @default null */
  before?: string | null | undefined;
  /** Sessions per page, from 1 to 1000. @default 100 */
  limit?: number | undefined;
}

/** `'all'`: also expired and revoked sessions. */
export type ListedStates = 'active' | 'all';

/**
 * Validates the selection of a page, which an application may pass on from a request.
 *
 * @throws {InvalidFieldsError}
 */
export function readPageQuery(
  { after, before, limit }: SessionPageOptions,
  states: ListedStates = 'active',
): SessionPageQuery {
  const cursors = { after: after ?? undefined, before: before ?? undefined };
  const size = limit ?? DEFAULT_PAGE_SIZE;
  const problems: Record<string, string[]> = {};
  if (cursors.after !== undefined && !isCursor(cursors.after)) {
    problems['after'] = ["Not a valid cursor. Use the previous page's value of next."];
  }
  if (cursors.before !== undefined && !isCursor(cursors.before)) {
    problems['before'] = ["Not a valid cursor. Use the following page's value of previous."];
  } else if (cursors.before !== undefined && cursors.after !== undefined) {
    problems['before'] = ['Not allowed together with after.'];
  }
  if (!isPageSize(size)) {
    problems['limit'] = [`Must be an integer from 1 to ${MAX_PAGE_SIZE}.`];
  }
  if (!isListedStates(states)) problems['states'] = ['Must be active or all.'];
  if (Object.keys(problems).length > 0) throw new InvalidFieldsError(problems);
  return { ...cursors, limit: size };
}

export const isCursor = (after: unknown): boolean => typeof after === 'string' && UUID.test(after);

const isListedStates = (states: string): boolean => states === 'active' || states === 'all';

const isPageSize = (limit: number): boolean =>
  Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_SIZE;
