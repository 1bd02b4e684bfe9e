/**
 * The load generator: a separate process that measures one sample for each message.
 *
 * @typedef {{ origin: string, request: import('./plan.mjs').Request, clients: number, seconds: number }} SampleRequest
 * @typedef {ReturnType<typeof createClient>} Client
 */
import { createClient } from './client.mjs';
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
async function measure({ origin, request, clients, seconds }) {
  const all = await clientsOf(origin, clients);
  process.send?.(
    await sample(
      all.map((client) => client[request]),
      seconds,
    ),
  );
}

/**
 * @param {string} origin
 * @param {number} count
 */
async function clientsOf(origin, count) {
  const clients = clientsByOrigin.get(origin) ?? [];
  clientsByOrigin.set(origin, clients);
  while (clients.length < count) {
    const client = createClient(origin, clients.length);
    await client.logIn();
    clients.push(client);
  }
  return clients.slice(0, count);
}
