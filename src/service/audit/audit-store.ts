import type { DataSource } from 'typeorm';
import { runAtomically, type Step } from '../../auth/persistence/run-atomically.js';
import type { Parameters, Statement } from '../../auth/persistence/statement.js';
import { tableName } from '../../auth/persistence/table-name.js';
import { AuditEventEntity } from './audit-event.entity.js';
import type { AuditRecord } from './audit-record.js';
import {
  type AuditQuery,
  insertDeliveries,
  insertEvents,
  parametersOf,
  selectEvents,
  selectIdFromEnd,
} from './audit-statements.js';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.js';

/** Rows of one INSERT. Few sizes, because each is a prepared statement of every connection. */
const SIZES = [64, 16, 4, 1] as const;

type Insert = (table: string, count: number) => Statement;

/** Reads and writes the audit log. */
export class AuditStore {
  private readonly events: string;
  private readonly deliveries: string;
  private readonly inserts = new Map<string, Statement>();

  constructor(private readonly dataSource: DataSource) {
    this.events = tableName(dataSource, AuditEventEntity);
    this.deliveries = tableName(dataSource, WebhookDeliveryEntity);
  }

  /**
   * Inserts events, and those for the webhook also as deliveries, in one transaction. It changes
   * nothing for events that are stored already, so it can be repeated.
   *
   * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
   */
  async insert(records: readonly AuditRecord[], deliveries: readonly AuditRecord[]): Promise<void> {
    await runAtomically(this.dataSource, [
      ...this.steps(insertEvents, this.events, records),
      ...this.steps(
        insertDeliveries,
        this.deliveries,
        deliveries.map(({ id }) => ({ id })),
      ),
    ]);
  }

  /**
   * Reads the oldest events of a query.
   *
   * @throws {AuthError} `temporarily_unavailable` if the database is unavailable or busy
   */
  async page(query: AuditQuery, limit: number): Promise<AuditRecord[]> {
    const statement = selectEvents(this.events, query);
    const rows = await statement.execute(this.dataSource, { ...parametersOf(query), limit });
    return rows.map(toRecord);
  }

  /** Returns the ID of the oldest of the newest `count` events; null if there are fewer. */
  async idFromEnd(query: AuditQuery, count: number): Promise<string | null> {
    const statement = selectIdFromEnd(this.events, query);
    const parameters = { ...parametersOf(query), offset: count - 1 };
    const [row] = await statement.execute(this.dataSource, parameters);
    return (row as { id: string } | undefined)?.id ?? null;
  }

  private steps(insert: Insert, table: string, rows: readonly object[]): Step[] {
    const steps: Step[] = [];
    let rest = rows;
    while (rest.length > 0) {
      const size = SIZES.find((one) => one <= rest.length) ?? 1;
      const parameters = rest.slice(0, size).map(numbered);
      steps.push([this.inserting(insert, table, size), Object.assign({}, ...parameters)]);
      rest = rest.slice(size);
    }
    return steps;
  }

  private inserting(insert: Insert, table: string, size: number): Statement {
    const key = `${table} ${size}`;
    const statement = this.inserts.get(key) ?? insert(table, size);
    this.inserts.set(key, statement);
    return statement;
  }
}

/** Names the parameters of a row by its columns and its number: `user_id3`. */
const numbered = (row: object, number: number): Parameters =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [`${COLUMN[name] ?? name}${number}`, value]),
  );

/** The columns whose name differs from their member. */
const COLUMN: Readonly<Record<string, string>> = {
  userId: 'user_id',
  userAgent: 'user_agent',
  requestId: 'request_id',
};

/** A row as a driver returns it. */
interface Row extends Omit<AuditRecord, 'time' | 'userId' | 'userAgent' | 'requestId'> {
  /** PostgreSQL's driver returns a bigint as text. */
  time: string | number;
  user_id: string | null;
  user_agent: string | null;
  request_id: string | null;
}

export function toRecord(row: unknown): AuditRecord {
  const { user_id, user_agent, request_id, ...same } = row as Row;
  return {
    ...same,
    time: Number(same.time),
    userId: user_id,
    userAgent: user_agent,
    requestId: request_id,
  };
}
