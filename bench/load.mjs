/**
 * The load generator: a process of its own that is asked for one sample at a time.
 *
 * @typedef {{ origin: string, request: import('./plan.mjs').Request, clients: number, seconds: number }} Question
 * @typedef {ReturnType<typeof createClient>} Client
 */
import { createClient } from './client.mjs';
import { sample } from './samples.mjs';

/**
 * Clients stay: a chain of refresh tokens goes on in the next sample.
 *
 * @type {Map<string, Client[]>}
 */
const clientsByOrigin = new Map();

process.on('message', (question) => {
  void response(/** @type {Question} */ (question));
});
process.once('disconnect', () => process.exit());

/** @param {Question} question */
async function response({ origin, request, clients, seconds }) {
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
