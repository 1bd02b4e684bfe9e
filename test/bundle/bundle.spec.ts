import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { runBinary, spawnBinary } from '../support/run-binary.js';
import { keyturn as fromSource, runCli } from '../support/run-cli.js';
import { runProgram } from '../support/run-program.js';
import { ServerProcess } from '../support/server-process.js';
import { routesOf } from '../support/routes.js';
import type { Tokens } from '../support/api-client.js';
import { SECRET, sidOf } from '../support/jwt.js';
import { TestService } from '../support/service.js';
import { bundledSources, filesRun, lazyPackages, lazyParts } from './bundle-parts.js';
import { knownCommands } from './commands.js';
import { UNREACHABLE_WEBHOOK } from '../support/webhook-receiver.js';

const PASSWORD = 'violet kettle harbor';

/** Parts of the bundle that no route and no command loads. */
const NEVER_LOADED: Readonly<Record<string, string>> = {
  'build/service/workers/worker-metrics.js': 'only with WORKERS, on PostgreSQL',
  'build/service/workers/worker.js': 'only with WORKERS, on PostgreSQL',
  'build/service/workers/workers.js': 'only with WORKERS, on PostgreSQL',
  'node_modules/jose/dist/webapi/index.js': 'only VerifierModule has a jwksUri',
};

/** The arguments and the standard input of each command. */
const COMMANDS: Readonly<
  Record<string, { args?: string; input?: string; mayFail?: true; otherDatabase?: true }>
> = {
  'config check': {},
  'config show': {},
  doctor: { mayFail: true },
  healthcheck: {},
  'migrate up': {},
  'migrate status': {},
  'migrate down': { args: '--yes', otherDatabase: true },
  backup: { args: 'COPY' },
  prune: {},
  'user create': { args: 'NAME --password-stdin', input: PASSWORD },
  'user list': {},
  'user show': { args: 'alice' },
  'user rename': { args: 'SPARE NAME' },
  'user set-email': { args: 'alice alice@example.org' },
  'user import': { args: '- --format csv', input: 'username\nimported\n' },
  'user export': { args: 'COPY' },
  'user set-password': { args: 'alice --password-stdin', input: PASSWORD },
  'user unlock': { args: 'alice' },
  'user deactivate': { args: 'alice' },
  'user delete': { args: 'SPARE --yes' },
  'user activate': { args: 'alice' },
  'session list': { args: 'alice' },
  'session revoke': { args: '--user alice' },
  audit: { args: '--limit 1' },
  'keys generate': { args: '--algorithm ES256 --directory COPY' },
  'keys list': { args: '--directory KEYS' },
  'keys rotate': { args: '--algorithm EdDSA --directory KEYS' },
  'keys retire': { args: '--directory KEYS' },
  'keys export-jwks': { args: '--directory KEYS' },
};

/** Commands that run until they are stopped. The first describe tests them. */
const LONG_RUNNING = ['serve'];

const folder = mkdtempSync(join(tmpdir(), 'keyturn-bundle-'));
const keysFolder = mkdtempSync(join(folder, 'keys-'));
const coverage = join(folder, 'coverage');
const databases: TestDatabase[] = [];
let env: Record<string, string>;
/** A database whose tables a command may drop. */
let otherDatabase: Record<string, string>;

beforeAll(async () => {
  const [database, other] = [await createDatabase('sqlite'), await createDatabase('sqlite')];
  databases.push(database, other);
  otherDatabase = { DATABASE_URL: other.url };
  env = { DATABASE_URL: database.url, JWT_SECRET: SECRET, NODE_V8_COVERAGE: coverage };
  await createUser('alice');
  await fromSource(['migrate'], { ...env, ...otherDatabase });
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  rmSync(folder, { recursive: true });
});

const createUser = (name: string) =>
  fromSource(['user', 'create', name, '--password-stdin'], env, PASSWORD);

/** Runs a command of the bundle. */
const keyturn = (command: string, input = '', more: Record<string, string> = {}) =>
  runBinary(command.split(' '), { env: { ...env, ...more }, input, cwd: folder });

describe('the service of the bundle', () => {
  let server: ServerProcess;
  let metrics: string;
  let statuses: Record<string, number>;

  beforeAll(async () => {
    const more = { METRICS_PORT: '0', CORS_ORIGINS: 'https://app.example', ...UNREACHABLE_WEBHOOK };
    server = await ServerProcess.start({ ...env, ...more });
    metrics = `${server.metricsOrigin}/metrics`;
    statuses = {};
  });
  afterAll(async () => expect(await server.stop()).toBe(0));

  const credentials = { username: 'alice', password: PASSWORD };

  /** @returns the status */
  const request = async (method: string, path: string, tokens: Tokens): Promise<number> => {
    const { access, refresh } = tokens;
    const bodies: Record<string, object> = {
      '/api/token': credentials,
      '/api/token/refresh': { refresh },
      '/api/token/verify': { token: access },
      '/api/token/blacklist': { refresh },
      '/api/token/revoke': { token: refresh },
      '/api/me/password': { current_password: PASSWORD, new_password: PASSWORD },
    };
    const body = method === 'POST' ? JSON.stringify(bodies[path.replace(/\/$/, '')]) : undefined;
    const headers = { Authorization: `Bearer ${access}`, 'Content-Type': 'application/json' };
    const { status } = await server.send(
      method,
      path.replace(':id', sidOf(refresh)),
      body,
      headers,
    );
    return status;
  };
  const logIn = async () =>
    (await server.post('/api/token/', credentials)).json as unknown as Tokens;

  /** A revoked session and a check have no content, and /api/docs redirects. */
  const statusOf = (route: string): number => {
    if (/^DELETE |\/token\/check\/?$/.test(route)) return 204;
    return route.endsWith(' /api/docs') ? 308 : 200;
  };

  it('serves every route of the source from the bundle, with its status of success', async () => {
    const inProcess = await TestService.startInProcess('sqlite', {}, { hasExplorer: true });
    const routes = routesOf(inProcess.app).map((route) => route.replace(/ \*$/, ' /api/token/'));
    await inProcess.stop();
    const call = async (route: string, tokens: Tokens) => {
      const [method = '', path = ''] = route.split(' ');
      statuses[route] = await request(method, path, tokens);
    };
    // The others may revoke any session of the user.
    const isSafe = (route: string) => /^(GET|HEAD) /.test(route);
    const reader = await logIn();
    for (const route of routes.filter(isSafe)) await call(route, reader);
    for (const route of routes) if (!isSafe(route)) await call(route, await logIn());
    expect(routes).toEqual(expect.arrayContaining(['GET /health/live', 'GET /api/openapi.yaml']));
    expect(statuses).toEqual(Object.fromEntries(routes.map((route) => [route, statusOf(route)])));
  });

  it('serves every operation of the OpenAPI document from the bundle', async () => {
    const { json } = await server.get('/api/openapi.json');
    const documented = Object.entries(json['paths'] as object).flatMap(([path, operations]) =>
      Object.keys(operations as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = Object.keys(statuses).map((route) => route.replace(':id', '{id}'));
    expect(served).toEqual(expect.arrayContaining(documented));
  });

  it('serves the metrics from the bundle', async () => {
    const response = await fetch(metrics);
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('keyturn_build_info{'),
    ]);
  });

  it('the healthcheck command of the bundle succeeds for its service', async () => {
    const PORT = new URL(server.url).port;
    expect(await keyturn('healthcheck', '', { PORT })).toMatchObject({ status: 0 });
    const { stdout } = await keyturn('healthcheck --json', '', { PORT });
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });
});

describe('commands of the bundle', () => {
  const commands = knownCommands();
  const named = commands.filter(({ isGroup, name }) => !isGroup && !LONG_RUNNING.includes(name));
  let runs = 0;

  /** The command line, the standard input and the variables for the next run of a command. */
  const prepare = async (name: string, more = '') => {
    const { args = '', input, otherDatabase: isOther } = COMMANDS[name] ?? {};
    runs += 1;
    if (args.includes('SPARE')) await createUser(`spare-${runs}`);
    const given = args
      .replace('SPARE', `spare-${runs}`)
      .replace('NAME', `user-${runs}`)
      .replace('COPY', join(folder, `copy-${runs}`))
      .replace('KEYS', keysFolder);
    const command = [name, given, more].filter(Boolean).join(' ');
    return { command, input, variables: { ...env, ...(isOther && otherDatabase) } };
  };

  it('every command of the bundle has arguments in this spec', () => {
    expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it.each(commands.map(({ name }) => name))(
    'the source prints its usage: keyturn %s --help',
    async (name) => {
      const { status, stdout, stderr } = await runCli([...name.split(' '), '--help']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: keyturn ${name} `));
    },
  );

  it('the bundle prints the usage of a command', async () => {
    const { stdout } = await runBinary(['user', 'create', '--help']);
    expect(stdout).toMatch(/^Usage: keyturn user create /);
  });

  const runnable = named.filter(({ name }) => name !== 'healthcheck');

  it.each(runnable.map(({ name }) => name))('exits with status 0: keyturn %s', async (name) => {
    const { command, input, variables } = await prepare(name);
    const { status, stdout } = await keyturn(command, input, variables);
    if (COMMANDS[name]?.mayFail) expect([0, 1]).toContain(status);
    else expect(status).toBe(0);
    expect(stdout).not.toBe('');
  });

  it.each(runnable.map((one) => [one.name, one] as const))(
    'the source prints JSON: keyturn %s --json',
    async (name, { hasJson }) => {
      expect(hasJson).toBe(true);
      const { command, input, variables } = await prepare(name, '--json');
      const { stdout, stderr } = await runCli(command, { env: variables, input: input ?? '' });
      expect(() => JSON.parse(stdout || stderr) as unknown).not.toThrow();
    },
  );
});

describe('dynamic imports of the bundle', () => {
  /** Runs code that needs a terminal. */
  const atTerminal = async () => {
    const NODE_OPTIONS =
      '--import data:text/javascript,process.stdin.isTTY=process.stdout.isTTY=true';
    const child = spawnBinary(['serve'], { env: { ...env, PORT: '0', NODE_OPTIONS }, cwd: folder });
    for await (const text of child.stdout) if (String(text).includes('API')) child.kill();
    return keyturn('session revoke --all', 'no\n', { NODE_OPTIONS });
  };

  /** The first statement loads the driver. */
  const onPostgres = async () => {
    const database = await createDatabase('postgres');
    databases.push(database);
    return keyturn('migrate up', '', { DATABASE_URL: database.url });
  };

  it('every dynamic import of the bundle was loaded by the tests above', async () => {
    await atTerminal();
    if (DATABASES.includes('postgres')) expect(await onPostgres()).toMatchObject({ status: 0 });
    const urls = filesRun(coverage);
    const isRun = (loaded: string) =>
      loaded.startsWith('dist/')
        ? urls.includes(pathToFileURL(resolve(loaded)).href)
        : urls.some((url) => url.includes(`/node_modules/${loaded}/`));
    const isOfPg = (source: string) => source.includes('node_modules/pg/');
    const parts = lazyParts().filter(({ source }) => !isOfPg(source) || DATABASES.length > 1);
    const missing = parts.filter(({ loaded }) => !isRun(loaded)).map(({ source }) => source);
    expect(missing.map((source) => source.replace('package-names:', '')).sort()).toEqual(
      Object.keys(NEVER_LOADED).sort(),
    );
  });

  it('a service loads the dictionaries of passwords only for a new password', async () => {
    const dictionaries = lazyPackages().filter(({ source }) => source.includes('@zxcvbn-ts'));
    expect(dictionaries).toHaveLength(3);
    const NODE_V8_COVERAGE = join(folder, 'coverage-of-log-in');
    await createUser('dora');
    const server = await ServerProcess.start({ ...env, NODE_V8_COVERAGE });
    const { status } = await server.logInAs({ username: 'dora', password: PASSWORD });
    await server.stop();
    expect(status).toBe(200);
    const urls = filesRun(NODE_V8_COVERAGE);
    expect(urls.some((url) => url.includes('/dist/service/'))).toBe(true);
    for (const { loaded } of dictionaries)
      expect(urls).not.toContain(pathToFileURL(resolve(loaded)).href);
  });

  it.each(lazyPackages().map(({ loaded, source }) => [source, loaded]))(
    'a dynamic import in the bundle has the same exports as in Node: %s',
    async (source, loaded) => {
      const script = `
        const describe = (module) => Object.entries(module).filter(([name]) => !MARKS.includes(name))
          .map(([name, value]) => name + ': ' + typeof value);
        const MARKS = ['__esModule', 'module.exports'];
        const [bundled, installed] = await Promise.all(process.argv.slice(1).map((url) => import(url)));
        console.log(JSON.stringify([describe(bundled), describe(installed)]));`;
      const urls = [loaded, source].map((path) => pathToFileURL(resolve(path)).href);
      const output = await runProgram('--input-type=module', ['--eval', script, ...urls]);
      const [bundled, installed] = JSON.parse(output) as [string[], string[]];
      expect(bundled).toEqual(installed);
    },
  );

  it('every dynamic import of the bundle is part of it or a peer dependency', () => {
    const manifest = readFileSync('package.json', 'utf8');
    const { peerDependencies } = JSON.parse(manifest) as { peerDependencies: object };
    const outside = lazyParts().filter(({ loaded }) => !loaded.startsWith('dist/'));
    for (const { loaded } of outside) expect(peerDependencies).toHaveProperty(loaded);
  });
});

describe('size of the bundle', () => {
  it('contains no driver of another database, and no translation of zod', () => {
    const unused =
      /(typeorm.driver.(?!postgres|sqlite|better-sqlite3|types)[\w-]+\/|rate-limiter-flexible.lib.RateLimiter(Redis|Mongo|MySQL)|zod.v4.locales)/i;
    const found = bundledSources().filter(([path, bytes]) => unused.test(path) && bytes > 1_000);
    expect(found.map(([path]) => path)).toEqual(['node_modules/zod/v4/locales/en.js']);
  });
});
