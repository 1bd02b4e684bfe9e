/**
 * The flood: a separate process that sends log-ins of an unknown user at a fixed rate from one address.
 * It uses a few connections at a time with pipelining, and counts the responses.
 *
 * @typedef {{ origin: string, perSecond: number } | { origin: undefined }} Flood `undefined` stops it
 */
import { connect } from 'node:net';

const CONNECTIONS = 4;
/** The service ignores further requests of a connection on which 32 have no complete response. */
const REQUESTS_PER_CONNECTION = 31;
const TICK_MS = 20;

const BODY = JSON.stringify({ username: 'unknown-user', password: 'a guess' });

/** All connections since the start of the flood. @type {import('node:net').Socket[]} */
let sockets = [];
/** @type {NodeJS.Timeout | undefined} */
let timer;

/** The responses since the start of the flood by their status. @type {Record<string, number>} */
let statuses = {};

process.on('message', (message) => {
  stop();
  process.send?.(statuses);
  statuses = {};
  const flood = /** @type {Flood} */ (message);
  if (flood.origin !== undefined) start(flood.origin, flood.perSecond);
});
process.once('disconnect', () => process.exit());

/**
 * @param {string} origin
 * @param {number} perSecond
 */
function start(origin, perSecond) {
  const { hostname, port } = new URL(origin);
  const request = [
    'POST /api/token/ HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'X-Forwarded-For: 198.51.100.1',
    // The service requires HTTPS for a public address.
    'X-Forwarded-Proto: https',
    `Content-Length: ${BODY.length}`,
    '',
    BODY,
  ].join('\r\n');
  const open = () => {
    const socket = connect(Number(port), hostname)
      .on('error', () => undefined)
      .on('data', count);
    sockets.push(socket);
    return socket;
  };
  const current = Array.from({ length: CONNECTIONS }, open);
  const begun = performance.now();
  let sent = 0;
  timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const index = sent % CONNECTIONS;
      const sentOnEach = Math.floor(sent / CONNECTIONS);
      // The old connection stays open, because a closed one would cancel its log-ins.
      if (sent >= CONNECTIONS && sentOnEach % REQUESTS_PER_CONNECTION === 0)
        current[index] = open();
      current[index]?.write(request);
    }
  }, TICK_MS);
}

/** @param {Buffer} responses */
function count(responses) {
  for (const [, status = ''] of responses.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g))
    statuses[status] = (statuses[status] ?? 0) + 1;
}

function stop() {
  clearInterval(timer);
  for (const socket of sockets) socket.destroy();
  sockets = [];
}
