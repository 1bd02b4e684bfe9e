import { startPostgres } from './postgres.mjs';

/** Provides PostgreSQL: the server of TEST_PG_URL, or a new one. */
export default async function globalSetup() {
  if (process.env['TEST_PG'] === 'off') {
    process.stderr.write('\nTEST_PG=off: NO TEST RUNS ON POSTGRESQL.\n');
    return;
  }
  if (process.env['TEST_PG_URL'] !== undefined) return;
  const server = await startPostgres();
  process.env['TEST_PG_URL'] = server.url;
  Object.assign(globalThis, { keyturnPostgres: server });
}
