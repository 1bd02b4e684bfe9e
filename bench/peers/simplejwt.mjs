import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originOf, startCommand } from '../child.mjs';
import { peerServer } from './peer.mjs';

/**
 * Django REST framework with SimpleJWT on gunicorn.
 *
 * @type {import('./peer.mjs').Peer}
 */
export const SIMPLE_JWT = {
  name: 'SimpleJWT',
  findProblem: () => (findPython() === undefined ? PROBLEM : undefined),
  start,
};

const PROBLEM =
  'no python3 on the PATH has its packages. On Debian, install python3-djangorestframework-simplejwt, ' +
  'gunicorn and python3-psycopg2. Elsewhere, install djangorestframework-simplejwt, gunicorn and ' +
  'psycopg2-binary with pip.';

const IMPORTS = 'import django, rest_framework_simplejwt, gunicorn, psycopg2';

const SERVERS = fileURLToPath(new URL('servers/', import.meta.url));

/** @type {import('./protocol.mjs').Protocol} */
const PROTOCOL = { path: '/api/token/refresh/', format: 'json', field: 'refresh' };

/** @returns {string | undefined} the first Python that has the packages. Debian's is not always the first. */
function findPython() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, 'python3'))
    .find((python) => existsSync(python) && spawnSync(python, ['-c', IMPORTS]).status === 0);
}

/** @type {import('./peer.mjs').Peer['start']} */
async function start(setup) {
  const python = findPython() ?? 'python3';
  const variables = {
    DATABASE_URL: setup.databaseUrl,
    JWT_SECRET: randomBytes(48).toString('base64url'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const tokens = createSessions(python, setup.sessions, variables);
  const gunicorn = ['-m', 'gunicorn', '--chdir', SERVERS, '--config', `${SERVERS}gunicorn.conf.py`];
  const command = [python, ...gunicorn, 'simplejwt:application'];
  const child = startCommand(setup.cores?.server, command, variables);
  return peerServer(child, await originOf(child), { protocol: PROTOCOL, tokens }, setup);
}

/**
 * @param {string} python
 * @param {number} count
 * @param {Record<string, string>} variables
 * @returns {string[]} refresh tokens
 */
function createSessions(python, count, variables) {
  const env = { ...process.env, ...variables };
  const options = { cwd: SERVERS, env, encoding: /** @type {const} */ ('utf8') };
  return JSON.parse(execFileSync(python, ['simplejwt.py', String(count)], options));
}
