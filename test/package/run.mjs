/**
 * `npm run test:package`: the packed tarball in empty folders, with packages from the registry.
 * Nest 12 and 11, Express and Fastify, imported and required: a token over HTTP in each; then the
 * types, the command, and what an import costs. `KEEP=folder` keeps what was installed.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf, startNode, stop } from '../../bench/child.mjs';
import { converse } from './conversation.mjs';
import { measureCost } from './cost.mjs';
import { requireInJest } from './in-jest.mjs';
import { compileHost, install, packInto } from './installation.mjs';
import { checkTypes } from './types.mjs';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const MAJORS = [12, 11];
const PLATFORMS = ['express', 'fastify'];
const COMPILERS = ['typescript@6', 'typescript@5.9'];

const OLDEST = [
  ...['common', 'core', 'platform-fastify'].map((name) => `@nestjs/${name}@11.0.5`),
  ...['@nestjs/typeorm@11.0.1', 'typeorm@1.0.0', 'reflect-metadata@0.2.2', 'rxjs@7.8.1'],
];

/** In the folder above the hosts: better-sqlite3 is compiled once, and found from each of them. */
const SHARED = [
  'better-sqlite3@12',
  '@types/node@20',
  ...COMPILERS.map((name) => `${name.replace('@', '-')}@npm:${name}`),
];

const folder = process.env['KEEP'] ?? mkdtempSync(join(tmpdir(), 'keyturn-package-'));
let failures = 0;

/**
 * @param {string} what
 * @param {() => unknown} work
 */
async function step(what, work) {
  const begun = performance.now();
  try {
    await work();
    console.log(`ok    ${what} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures += 1;
    console.log(`FAILS ${what}\n${outputOf(error)}`);
  }
}

/** What a program wrote says more than that it failed. @param {unknown} error */
function outputOf(error) {
  const { stderr, stack } = /** @type {{ stderr?: string, stack?: string }} */ (error);
  return stderr === undefined || stderr === '' ? stack : stderr;
}

/**
 * Nest and TypeORM, as whoever writes an application names them.
 *
 * @param {number} major
 * @param {string} platform
 */
const nest = (major, platform) =>
  ['common', 'core', 'typeorm', `platform-${platform}`]
    .map((name) => `@nestjs/${name}@${major}`)
    .concat('typeorm@1', 'reflect-metadata@0.2', 'rxjs@7');

/**
 * @param {string[]} args
 * @param {Record<string, string>} variables
 * @param {(origin: string) => unknown} work
 */
async function whileRunning(args, variables, work) {
  const child = startNode(undefined, args, { PORT: '0', ...variables });
  try {
    await work(await originOf(child));
  } finally {
    await stop(child);
  }
}

/** @param {string} host */
async function talkTo(host) {
  for (const file of ['host.mjs', 'host.cjs']) {
    await step(`  ${file}: a token over HTTP, a refresh, and no second one`, () =>
      whileRunning([join(host, file)], { SECRET }, converse),
    );
  }
}

/** @param {string} host */
function compareForms(host) {
  const script = `const required = require('keyturn').AuthModule;
    import('keyturn').then(({ AuthModule }) => process.exit(AuthModule === required ? 0 : 1));`;
  execFileSync(process.execPath, ['--input-type=commonjs', '--eval', script], { cwd: host });
}

/** @param {string} host */
function serve(host) {
  const main = join(host, 'node_modules/.bin/keyturn');
  const variables = { DATABASE_URL: 'sqlite::memory:', NODE_ENV: 'production', JWT_SECRET: SECRET };
  return whileRunning([main, 'serve', '--json'], { ...variables, SHUTDOWN_DELAY: '0s' }, ready);
}

/** @param {string} origin */
async function ready(origin) {
  const { status } = await fetch(`${origin}/health/ready`);
  if (status !== 200) throw new Error(`/health/ready answers ${status}`);
}

/** @param {string} tarball */
async function tryHosts(tarball) {
  for (const major of MAJORS) {
    for (const platform of PLATFORMS) {
      const host = join(folder, `nest${major}-${platform}`);
      await step(`Nest ${major} on ${platform}: npm install`, () => {
        install(host, [tarball, ...nest(major, platform)]);
        compileHost(host, platform);
      });
      await talkTo(host);
      await step('  require and import give the same class', () => compareForms(host));
      for (const name of COMPILERS) {
        const compiler = join(folder, 'node_modules', name.replace('@', '-'));
        await step(`  types for ${name}, .mts and .cts`, () => checkTypes(host, compiler));
      }
      await step('  keyturn serve', () => serve(host));
    }
  }
}

/** The least of every range in package.json. @param {string} tarball */
async function tryOldest(tarball) {
  const host = join(folder, 'oldest');
  await step('the oldest Nest 11 and TypeORM 1: npm install', () => {
    install(host, [tarball, ...OLDEST]);
    compileHost(host, 'fastify');
  });
  await talkTo(host);
}

function printCost() {
  const without = join(folder, 'without');
  install(without, nest(12, 'fastify'));
  const rows = Object.entries(measureCost(without, join(folder, 'nest12-fastify')));
  const { arch, version } = process;
  console.log(`\nWhat an import costs (Nest 12, Fastify, TypeORM; Node ${version}, ${arch}):`);
  for (const [what, { without: bare, with: full }] of rows) {
    const [from, to, more] = [bare, full, full - bare].map((value) => value.toFixed(0));
    console.log(`${what}: ${from} without, ${to} with: ${more} more`);
  }
}

mkdirSync(folder, { recursive: true });
await step('better-sqlite3 and the compilers', () => install(folder, SHARED));
const tarball = packInto(folder);
await tryHosts(tarball);
await tryOldest(tarball);
await step('Nest 11: required in Jest without a flag', () =>
  requireInJest(join(folder, 'nest11-express')),
);
console.log(
  '--    Nest 12: not required in Jest: Nest itself is ESM, which Jest requires from Node 24.9 on',
);
await step('what an import costs', printCost);
if (process.env['KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
process.exitCode = failures === 0 ? 0 : 1;
