import { execFileSync } from 'node:child_process';

/** The fake pool is enough, because TypeORM stores it before it runs the first query. */
const SCRIPT = `
  import { strictEqual } from 'node:assert';
  import Sqlite from 'better-sqlite3';
  import { DataSource } from 'typeorm';

  const sqlite = new DataSource({ type: 'better-sqlite3', database: ':memory:' });
  await sqlite.initialize();
  strictEqual(sqlite.driver.databaseConnection instanceof Sqlite, true);

  class Pool {
    on() {}
    connect(receive) {
      receive(undefined, { on() {}, query: () => Promise.reject(new Error()) }, () => undefined);
    }
  }
  const postgres = new DataSource({ type: 'postgres', driver: { Pool } });
  await postgres.driver.connect().catch(() => undefined);
  strictEqual(postgres.driver.master instanceof Pool, true);
`;

/**
 * Checks that the installed TypeORM has the members that `src/auth/persistence/typeorm-driver.ts`
 * reads.
 */
export function checkTypeOrmDriver(folder: string): void {
  execFileSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], { cwd: folder });
}
