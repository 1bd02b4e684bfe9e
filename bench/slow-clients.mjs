import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { originOf, pathOf, startNode, stop } from './child.mjs';
import { describeMachine } from './machine.mjs';

/**
 * Measures the cost of clients that are connected and idle, and of clients that do not read:
 * `npm run bench:slow-clients`. Linux only. Exit status 1: a client was not disconnected in time.
 */
const IDLE_CLIENTS = 900;
const NON_READING_CLIENTS = 25;
const PIPELINED = 400;
const SMALLEST_REQUEST = 'GET / HTTP/1.1\r\n\r\n';
/** The limit for a response, one interval of the check, and a margin for a busy machine. */
const DISCONNECTED_WITHIN_MS = 40_000;

const get = (/** @type {string} */ path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

const folder = mkdtempSync(join(tmpdir(), 'keyturn-slow-'));
const child = startNode(undefined, [pathOf('../dist/main.js'), 'serve', '--json'], {
  DATABASE_URL: `sqlite:${join(folder, 'keyturn.sqlite')}`,
  JWT_SECRET: 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce',
  NODE_ENV: 'production',
  EXPLORER: 'true',
  SHUTDOWN_DELAY: '0s',
  PORT: '0',
});
const { hostname, port } = new URL(await originOf(child));
child.stdout?.resume();

const status = (/** @type {string} */ field) =>
  Number(
    new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(
      readFileSync(`/proc/${child.pid}/status`, 'utf8'),
    )?.[1],
  );
const residentKiB = () => status('VmRSS');

/** Memory of all TCP sockets, of the service and of the clients. The kernel reports pages of 4 KiB. */
const kernelKiB = () =>
  4 * Number(/^TCP: .* mem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1]);

/** @param {string} send @param {number} count @returns connected clients that do not read */
async function connectAll(count, send) {
  const clients = [];
  for (let i = 0; i < count; i++) {
    const client = connect(Number(port), hostname).pause();
    client.on('error', () => undefined);
    await once(client, 'connect');
    if (send !== '') client.write(send);
    clients.push(client);
  }
  return clients;
}

/** @returns the number of connections of the service, from the kernel */
function connections() {
  const local = Number(port).toString(16).toUpperCase().padStart(4, '0');
  const table = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return table.filter((line) => new RegExp(`^ *\\d+: \\w+:${local} \\w+:\\w+ 01`).test(line))
    .length;
}

/** @param {string} name @param {number} count @param {string} send */
async function measure(name, count, send) {
  const before = { resident: residentKiB(), kernel: kernelKiB() };
  const begun = performance.now();
  const clients = await connectAll(count, send);
  await setTimeout(3_000);
  const resident = ((residentKiB() - before.resident) / count).toFixed(0);
  const kernel = ((kernelKiB() - before.kernel) / count).toFixed(0);
  console.log(
    `${name}: ${resident} KiB resident, ${kernel} KiB in the kernel, for each of ${count}`,
  );
  while (connections() > 0 && performance.now() - begun < DISCONNECTED_WITHIN_MS) {
    await setTimeout(100);
  }
  const tookMs = performance.now() - begun;
  console.log(`  ${connections()} connected after ${(tookMs / 1000).toFixed(1)} s`);
  if (connections() > 0) process.exitCode = 1;
  console.log(`  kernel afterwards: ${kernelKiB() - before.kernel} KiB more than before`);
  clients.forEach((client) => client.destroy());
}

for (const line of describeMachine(undefined).slice(0, 2)) console.log(line);
const asset = get('/api/docs/swagger-ui-bundle.js');
// The first of each kind loads code and files.
await measure('warm-up', 2, asset.repeat(PIPELINED));
await measure('idle', IDLE_CLIENTS, '');
await measure(
  `${PIPELINED} requests for a large file`,
  NON_READING_CLIENTS,
  asset.repeat(PIPELINED),
);
await measure('20 of them, and 1000 of 18 bytes', NON_READING_CLIENTS, asset.repeat(20) + SMALLEST_REQUEST.repeat(1_000)); // prettier-ignore
await stop(child);
rmSync(folder, { recursive: true });
