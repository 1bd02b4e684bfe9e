import { startPostgres } from './postgres.mjs';

/** Gives every suite a PostgreSQL: the one that TEST_PG_URL names, else one of the tests' own. */
export default async function globalSetup() {
  if (process.env['TEST_PG'] === 'off') {
    process.stderr.write('\nTEST_PG=off: NOTHING IS TESTED ON POSTGRESQL.\n');
    return;
  }
  if (process.env['TEST_PG_URL'] !== undefined) return;
  const server = await startPostgres();
  process.env['TEST_PG_URL'] = server.url;
  Object.assign(globalThis, { keyturnPostgres: server });
}
