import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import type { Row } from './expected-effects.js';
import { databaseOf } from './wiring.js';
import type { World } from './world.js';

/** The tables that a request can change. */
const TABLES = ['keyturn_refresh_token', 'keyturn_user'] as const;

/** Events that a rejected token may cause. */
const REJECTIONS = ['authn_token_refused', 'authn_bearer_refused'];

export interface Effects {
  /** The rows of all sessions and users after the request. */
  rows: readonly Row[];
  /** The types of the reported events, without rejections. */
  events: readonly string[];
}

/** Reads the rows and the events after each request, and restores the initial rows. */
export class StateRecorder {
  /** The initial rows. */
  readonly rows: readonly Row[];
  private readonly tables: readonly Table[];
  private readonly counter: Database.Statement;
  private writes: unknown;

  constructor(private readonly world: World) {
    const database = databaseOf(world.service);
    // Counts all writes, because nothing else is connected to this database.
    this.counter = database.prepare('SELECT total_changes()').pluck();
    this.tables = TABLES.map((name) => new Table(database, name));
    this.rows = this.tables.flatMap(({ before }) => before);
    this.takeEvents();
    this.writes = this.counter.get();
  }

  /** Returns the effects of a request, and restores the initial rows. */
  collect(): Effects {
    const events = this.takeEvents().filter((type) => !REJECTIONS.includes(type));
    if (this.counter.get() === this.writes) return { rows: this.rows, events };
    const tables = this.tables.map((table) => table.read());
    this.restore(tables);
    return { rows: tables.flat(), events };
  }

  private restore(now: readonly Row[][]): void {
    for (const [index, table] of this.tables.entries()) table.restore(now[index] ?? []);
    for (const sid of this.world.corpus.sessions.keys()) this.world.direct.forget(sid);
    this.writes = this.counter.get();
  }

  private takeEvents(): string[] {
    return this.world.service.reported.splice(0).map(({ type }) => type);
  }
}

/** Reads and restores a table without TypeORM, which would take as long as the tested code. */
class Table {
  readonly before: readonly Row[];
  private readonly all: Database.Statement;
  private readonly replace: Database.Statement;

  constructor(
    private readonly database: Database.Database,
    private readonly name: (typeof TABLES)[number],
  ) {
    this.all = database.prepare(`SELECT * FROM ${name} ORDER BY id`);
    this.before = this.read();
    const names = Object.keys(this.before[0] ?? {});
    const values = names.map((column) => `@${column}`);
    this.replace = database.prepare(
      `INSERT OR REPLACE INTO ${name} (${names.join()}) VALUES (${values.join()})`,
    );
  }

  read(): Row[] {
    return this.all.all() as Row[];
  }

  restore(now: readonly Row[]): void {
    const isSame = now.length === this.before.length;
    if (!isSame) this.database.exec(`DELETE FROM ${this.name}`);
    for (const [index, row] of this.before.entries())
      if (!isSame || !isDeepStrictEqual(row, now[index])) this.replace.run(row);
  }
}
