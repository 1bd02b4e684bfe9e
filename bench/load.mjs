/**
 * The load generator: a separate process that measures one sample for each message.
 *
 * @typedef {{ origin: string, request: import('./plan.mjs').Request, clients: number, seconds: number, stored?: number, secret: string, sessions?: import('./peers/protocol.mjs').Sessions }} SampleRequest
 *   `sessions`: of a peer
 * @typedef {Partial<ReturnType<typeof createClient>>} Client
 */
import { createClient } from './client.mjs';
import { createPeerClient } from './peers/client.mjs';
import { sample } from './samples.mjs';
import { createStoredTokens } from './stored-tokens.mjs';

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

/** @type {Map<string, ReturnType<typeof createStoredTokens>>} */
const storedTokensByOrigin = new Map();

/** @param {SampleRequest} request */
async function measure(request) {
  const all = await clientsOf(request.origin, request.clients, request.sessions);
  process.send?.(await sample(workersOf(all, request), request.seconds));
}

/**
 * @param {readonly Client[]} all
 * @param {SampleRequest} sampleRequest
 * @returns {(() => Promise<unknown>)[]} the work that each client repeats
 */
function workersOf(all, { origin, request, clients, stored = 0, secret }) {
  if (request !== 'refreshStored') return all.flatMap((client) => client[request] ?? []);
  const take = storedTokensByOrigin.get(origin) ?? createStoredTokens(secret);
  storedTokensByOrigin.set(origin, take);
  return all.map((one, client) => async () => one.refreshWith?.(take({ client, clients, stored })));
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
