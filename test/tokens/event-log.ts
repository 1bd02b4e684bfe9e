import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import type { Row } from './aftermath.js';
import { databaseOf } from './wiring.js';
import type { World } from './world.js';

/** The tables that a request can change. */
const TABLES = ['keyturn_refresh_token', 'keyturn_user'] as const;

export interface Settled {
  /** The rows of all sessions and users, as the request left them. */
  rows: readonly Row[];
  /** What was reported but refusals. */
  told: readonly string[];
}

/** How sessions and users are, and what was reported: read after every request, and then put back. */
export class EventLog {
  /** As it was in the beginning. */
  readonly rows: readonly Row[];
  private readonly tables: readonly Table[];
  private readonly counter: Database.Statement;
  private writes: unknown;

  constructor(private readonly world: World) {
    const database = databaseOf(world.service);
    // All there are: nothing else is connected to this database.
    this.counter = database.prepare('SELECT total_changes()').pluck();
    this.tables = TABLES.map((name) => new Table(database, name));
    this.rows = this.tables.flatMap(({ before }) => before);
    this.takeEvents();
    this.writes = this.counter.get();
  }

  /** What a request has done, reported or not. The next one meets everything as it was. */
  settle(): Settled {
    const told = this.takeEvents().filter((type) => type !== 'authn_token_refused');
    if (this.counter.get() === this.writes) return { rows: this.rows, told };
    const tables = this.tables.map((table) => table.read());
    this.putBack(tables);
    return { rows: tables.flat(), told };
  }

  private putBack(now: readonly Row[][]): void {
    for (const [index, table] of this.tables.entries()) table.putBack(now[index] ?? []);
    for (const sid of this.world.material.sessions.keys()) this.world.doors.forget(sid);
    this.writes = this.counter.get();
  }

  private takeEvents(): string[] {
    return this.world.service.reported.splice(0).map(({ type }) => type);
  }
}

/** A table as it was. It is asked without TypeORM, which costs as much as what is tested. */
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

  putBack(now: readonly Row[]): void {
    const isSame = now.length === this.before.length;
    if (!isSame) this.database.exec(`DELETE FROM ${this.name}`);
    for (const [index, row] of this.before.entries())
      if (!isSame || !isDeepStrictEqual(row, now[index])) this.replace.run(row);
  }
}
