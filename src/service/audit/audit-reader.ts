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
   * Returns the pages of the stored events, and then pages of new events as they are stored. Returns an
   * empty page when no unread event is stored.
   *
   * @param now returns epoch milliseconds
   */
  async *follow(
    filter: Omit<AuditFilter, 'until'>,
    now: () => number,
  ): AsyncGenerator<readonly AuditRecord[]> {
    const query = await this.queryOf(filter);
    const { from: firstId = '' } = query;
    const seen = new Set<string>();
    for (let from = firstId; ;) {
      // Read before the pages, so that the next window includes everything that is missing in them.
      const next = await this.startOfLateEvents(now());
      for await (const page of this.pagesOf({ ...query, from })) {
        const found = page.filter(({ id }) => !seen.has(id));
        for (const { id } of found) seen.add(id);
        if (found.length > 0) yield found;
        forgetBefore(next, seen);
      }
      yield [];
      from = next > firstId ? next : firstId;
    }
  }

  /** Checks whether there is an event of a user. */
  async hasEventsOf(userId: string): Promise<boolean> {
    return (await this.store.page({ userId }, 1)).length > 0;
  }

  /**
   * Returns the lowest ID of events that may still be stored. It is that of 30 s before now, or before
   * the newest event if that is earlier, because the clock of this machine may be ahead.
   */
  private async startOfLateEvents(now: number): Promise<string> {
    const newest = await this.store.idFromEnd({}, 1);
    return lowestIdOf(newest === null ? 0 : Math.min(now, timeOf(newest)) - LATE_MS);
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

function forgetBefore(lowestId: string, seen: Set<string>): void {
  for (const id of seen) if (id < lowestId) seen.delete(id);
}
