import { Statement } from '../../auth/persistence/statement.js';

/** The columns of an event. */
export const EVENT_COLUMNS =
  'id, time, type, severity, user_id, sid, ip, user_agent, request_id, details';

const VALUES = EVENT_COLUMNS.split(', ');

/** The condition of a page of events. Every member narrows it. */
export interface AuditQuery {
  userId?: string | undefined;
  types?: readonly string[] | undefined;
  /** Only IDs from this one on. */
  from?: string | undefined;
  /** Only IDs after this one. */
  after?: string | undefined;
  /** Only IDs before this one. */
  before?: string | undefined;
}

/** @param count rows of the statement, with the parameters `id0`, `time0`, … `id1`, … */
export const insertEvents = (table: string, count: number): Statement =>
  new Statement(
    `INSERT INTO ${table} (${EVENT_COLUMNS}) VALUES ${rows(count, VALUES)} ON CONFLICT (id) DO NOTHING`,
  );

/** @param count rows of the statement, with the parameters `id0`, `id1`, … */
export const insertDeliveries = (table: string, count: number): Statement =>
  new Statement(
    `INSERT INTO ${table} (event_id) VALUES ${rows(count, ['id'])} ON CONFLICT (event_id) DO NOTHING`,
  );

const rows = (count: number, names: readonly string[]): string =>
  Array.from({ length: count }, (_, row) => names.map((name) => `:${name}${row}`))
    .map((values) => `(${values.join(', ')})`)
    .join(', ');

/** Selects the oldest events of a query. */
export const selectEvents = (table: string, query: AuditQuery): Statement =>
  new Statement(
    `SELECT ${EVENT_COLUMNS} FROM ${table} ${whereOf(query)} ORDER BY id ASC LIMIT :limit`,
  );

/** Selects the ID of the event that is `:offset` events before the newest one of a query. */
export const selectIdFromEnd = (table: string, query: AuditQuery): Statement =>
  new Statement(
    `SELECT id FROM ${table} ${whereOf(query)} ORDER BY id DESC LIMIT 1 OFFSET :offset`,
  );

/** Returns the parameters of the conditions of a query. */
export function parametersOf({ types = [], ...query }: AuditQuery): Record<string, string> {
  const given = Object.entries(query).filter((entry) => entry[1] !== undefined);
  const numbered = types.map((type, index) => [`type${index}`, type]);
  return Object.fromEntries([...given, ...numbered]) as Record<string, string>;
}

function whereOf({ userId, types, from, after, before }: AuditQuery): string {
  const names = types?.map((_, index) => `:type${index}`).join(', ');
  const conditions = [
    ...(userId === undefined ? [] : ['user_id = :userId']),
    ...(names === undefined ? [] : [`type IN (${names})`]),
    ...(from === undefined ? [] : ['id >= :from']),
    ...(after === undefined ? [] : ['id > :after']),
    ...(before === undefined ? [] : ['id < :before']),
  ];
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** Deletes the oldest rows before an ID. @param column the primary key */
export const deleteBefore = (table: string, column: string): Statement =>
  new Statement(`
    DELETE FROM ${table} WHERE ${column} IN (
      SELECT ${column} FROM ${table} WHERE ${column} < :before ORDER BY ${column} LIMIT :size)
    RETURNING ${column}`);
