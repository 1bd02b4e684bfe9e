import { freePort } from '../../test/support/postgres.mjs';
import { originOf, pathOf, startNode } from '../child.mjs';

/**
 * Starts a server of `servers/`. It needs its own URL, so its port is chosen before.
 *
 * @param {string} file
 * @param {import('./peer.mjs').Setup} setup
 * @param {Record<string, string>} variables
 */
export async function startIssuer(file, { databaseUrl, cores }, variables) {
  const port = String(await freePort());
  const child = startNode(cores?.server, [pathOf(`peers/servers/${file}`)], {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    PORT: port,
    ISSUER: `http://127.0.0.1:${port}`,
    FIRST: '1',
    ...variables,
  });
  return { child, origin: await originOf(child) };
}
