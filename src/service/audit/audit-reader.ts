import { lowestIdOf, timeOf } from './event-id.js';
import type { AuditRecord } from './audit-record.js';
import type { AuditQuery } from './audit-statements.js';
import type { AuditStore } from './audit-store.js';

/** The events to read. Times are epoch milliseconds. */
export interface AuditFilter {
  userId?: string | undefined;
  types?: readonly string[] | undefined;
  since?: number | undefined;
  until?: number | undefined;
  /** Only the newest events. */
  limit?: number | undefined;
}

const PAGE_SIZE = 500;

/**
 * How long after its time an event can appear: instances write in batches, and their clocks differ.
 */
const LATE_MS = 30_000;

/** Reads the audit log, oldest event first, one page at a time. */
export class AuditReader {
  constructor(private readonly store: AuditStore) {}

  /** Returns the pages of the events that exist now. */
  async *pages(filter: AuditFilter): AsyncGenerator<readonly AuditRecord[]> {
    const query = await this.queryOf(filter);
    yield* this.pagesOf(query);
  }

  /**
   * Returns new events as they appear. Reads the last half minute again each time, because an event
   * with an earlier ID may appear late.
   *
   * @param seen IDs that were returned already
   * @param now epoch milliseconds
   */
  async newEvents(
    filter: AuditFilter,
    seen: Set<string>,
    startId: string,
    now: number,
  ): Promise<readonly AuditRecord[]> {
    const { userId, types } = filter;
    const window = lowestIdOf(now - LATE_MS);
    const from = window > startId ? window : startId;
    const found: AuditRecord[] = [];
    for await (const page of this.pagesOf({ userId, types, from })) {
      found.push(...page.filter(({ id }) => !seen.has(id)));
    }
    for (const { id } of found) seen.add(id);
    for (const id of seen) if (timeOf(id) < now - 2 * LATE_MS) seen.delete(id);
    return found;
  }

  /** Checks whether there is an event of a user. */
  async hasEventsOf(userId: string): Promise<boolean> {
    return (await this.store.page({ userId }, 1)).length > 0;
  }

  private async queryOf({ userId, types, since, until, limit }: AuditFilter): Promise<AuditQuery> {
    const query: AuditQuery = {
      userId,
      types,
      from: since === undefined ? undefined : lowestIdOf(since),
      before: until === undefined ? undefined : lowestIdOf(until),
    };
    if (limit === undefined) return query;
    const first = await this.store.idFromEnd(query, limit);
    return first === null ? query : { ...query, from: first };
  }

  private async *pagesOf(query: AuditQuery): AsyncGenerator<readonly AuditRecord[]> {
    let next: AuditQuery = query;
    for (;;) {
      const page = await this.store.page(next, PAGE_SIZE);
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_SIZE) return;
      next = { ...query, from: undefined, after: last.id };
    }
  }
}
