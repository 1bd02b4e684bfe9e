export default async function globalTeardown() {
  const { keyturnPostgres: server } =
    /** @type {{ keyturnPostgres?: import('./postgres.mjs').PostgresServer }} */ (globalThis);
  await server?.stop();
}
