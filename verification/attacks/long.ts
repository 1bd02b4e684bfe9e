import 'reflect-metadata';
import type { DatabaseKind } from '../../test/support/databases.js';
import { startPostgres } from '../../test/support/postgres.mjs';
import { print } from '../support/print.js';
import { ATTACKS } from './catalog.js';
import { AttackRun, type AttackResult } from './run-attack.js';
import { FULL } from './stage.js';
import { rowOf, TABLE_HEAD } from './table.js';
import { Target } from './target.js';

/** Selects attacks by a pattern, and a database: `npm run attacks -- 'one account' postgres`. */
const only = new RegExp(process.argv[2] ?? '');
const database = process.argv[3];

const QUIET_MS = 30_000;

const all: AttackResult[] = [];

async function attack(kind: DatabaseKind): Promise<void> {
  const target = await Target.start(kind);
  try {
    const run = await AttackRun.prepare(target, QUIET_MS);
    for (const [number, one] of ATTACKS.entries()) {
      if (!only.test(one.name) || (kind === 'sqlite' && one.needsPostgres)) continue;
      const result = await run.run(one, FULL, number + 1);
      all.push(result);
      print(rowOf(result));
      for (const note of result.record.notes) print(`    ${note}`);
      for (const violation of new Set(result.record.violations))
        print(`    VIOLATION: ${violation}`);
    }
  } finally {
    await target.stop();
  }
}

/** Commits are flushed to disk, as in production. */
const SETTINGS = { max_connections: 60 };

if (!ATTACKS.some(({ name }) => only.test(name))) {
  throw new Error(`No attack has a name that matches ${only}. catalog.ts lists them.`);
}
print(TABLE_HEAD);
if (database !== 'postgres') await attack('sqlite');
if (process.env['TEST_PG'] === 'off') print('TEST_PG=off: skipped PostgreSQL.');
else if (database !== 'sqlite') {
  const server = await startPostgres(SETTINGS);
  process.env['TEST_PG_URL'] = server.url;
  await attack('postgres').finally(() => server.stop());
}

const sum = (of: (result: AttackResult) => number) =>
  all.reduce((total, one) => total + of(one), 0);
const violations = sum(({ record }) => record.violations.length);
print(
  `${all.length} attacks, ${sum(({ record }) => record.sent)} guesses sent, ` +
    `${sum(({ record }) => record.reached)} reached the hash, ` +
    `${sum(({ record }) => record.logins.count)} honest log-ins in ` +
    `${sum(({ seconds }) => seconds).toFixed(0)} s; violations: ${violations}`,
);
process.exit(violations === 0 && all.length > 0 ? 0 : 1);
