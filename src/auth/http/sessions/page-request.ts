import { AuthError, InvalidFieldsError } from '../../domain/auth-error.js';
import { isCursor, type SessionPageOptions } from '../../domain/session-query.js';

/** Sessions in a response: the default and the maximum. */
const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

/** The query of a request, as the platform parses it. */
export type Query = Readonly<Record<string, unknown>>;

/** The cursor of a page in one direction. */
type Cursor = { after: string } | { before: string };

/** The form of a cursor in Django REST framework: `r=1` for the opposite direction. */
const CURSOR = /^(r=1&)?p=([^&]+)$/;

/** Encodes a cursor as Django REST framework does. Clients must not rely on its content. */
export function encodeCursor(cursor: Cursor): string {
  const text = 'before' in cursor ? `r=1&p=${cursor.before}` : `p=${cursor.after}`;
  return Buffer.from(text).toString('base64');
}

/**
 * Reads which page a request selects.
 *
 * @throws {AuthError} `not_found` for an invalid cursor, as in Django REST framework
 * @throws {InvalidFieldsError} for an invalid size
 */
export function readPageRequest(query: Query): SessionPageOptions & { limit: number } {
  return { ...readCursor(query['cursor']), limit: readSize(query['page_size']) };
}

function readCursor(value: unknown): Cursor | object {
  if (value === undefined) return {};
  const text = typeof value === 'string' ? Buffer.from(value, 'base64').toString() : '';
  const [, isBackward, id = ''] = CURSOR.exec(text) ?? [];
  if (!isCursor(id)) throw new AuthError('not_found', { message: 'Invalid cursor' });
  return isBackward === undefined ? { after: id } : { before: id };
}

function readSize(value: unknown): number {
  if (value === undefined) return DEFAULT_SIZE;
  const size = typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value) ? Number(value) : NaN;
  if (size <= MAX_SIZE) return size;
  throw new InvalidFieldsError({ page_size: [`Must be an integer from 1 to ${MAX_SIZE}.`] });
}

/**
 * Reads whether a request also revokes the session that sends it.
 *
 * @throws {InvalidFieldsError}
 */
export function readAll(query: Query): boolean {
  const value = query['all'];
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new InvalidFieldsError({ all: ['Must be true or false.'] });
}
