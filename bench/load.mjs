/**
 * The load generator: a separate process that measures one sample for each message.
 *
 * @typedef {{ origin: string, request: import('./plan.mjs').Request, clients: number, seconds: number, sessions?: import('./peers/protocol.mjs').Sessions }} SampleRequest
 *   `sessions`: of a peer
 * @typedef {Partial<Record<import('./plan.mjs').Request, () => Promise<void>>>} Client
 */
import { createClient } from './client.mjs';
import { createPeerClient } from './peers/client.mjs';
import { sample } from './samples.mjs';

/**
 * Clients are kept, so that the next sample continues with their refresh tokens.
 *
 * @type {Map<string, Client[]>}
 */
const clientsByOrigin = new Map();

process.on('message', (message) => {
  void measure(/** @type {SampleRequest} */ (message));
});
process.once('disconnect', () => process.exit());

/** @param {SampleRequest} request */
async function measure({ origin, request, clients, seconds, sessions }) {
  const all = await clientsOf(origin, clients, sessions);
  process.send?.(
    await sample(
      all.flatMap((client) => client[request] ?? []),
      seconds,
    ),
  );
}

/**
 * @param {string} origin
 * @param {number} count
 * @param {SampleRequest['sessions']} sessions
 */
async function clientsOf(origin, count, sessions) {
  const clients = clientsByOrigin.get(origin) ?? [];
  clientsByOrigin.set(origin, clients);
  while (clients.length < count) {
    clients.push(
      sessions === undefined
        ? await logIn(origin, clients.length)
        : createPeerClient(origin, sessions, clients.length),
    );
  }
  return clients.slice(0, count);
}

/**
 * @param {string} origin
 * @param {number} number of the user
 */
async function logIn(origin, number) {
  const client = createClient(origin, number);
  await client.logIn();
  return client;
}
