/**
 * Installs the packed tarball into empty folders, with packages of the registry. Nest 12 and 11,
 * Express and Fastify, `import` and `require`: each obtains a token over HTTP. Then it checks the
 * types, the CLI, and the cost of an import. `KEEP=folder` keeps the installed files.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf, startNode, stop } from '../../bench/child.mjs';
import { print } from '../support/print.js';
import { measureCost } from './cost.js';
import { requireInJest } from './in-jest.js';
import { install, type Platform, writeApplication } from './installation.js';
import { pack } from './tarball.js';
import { checkTokenFlow } from './token-flow.js';
import { checkTypeOrmDriver } from './typeorm-driver.js';
import { checkTypes } from './types.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const MAJORS = [12, 11];
const PLATFORMS: readonly Platform[] = ['express', 'fastify'];
const COMPILERS = ['typescript@7', 'typescript@6', 'typescript@5.9'];

const OLDEST = [
  ...['common', 'core', 'platform-fastify'].map((name) => `@nestjs/${name}@11.0.5`),
  ...['@nestjs/typeorm@11.0.1', 'typeorm@1.0.0', 'reflect-metadata@0.2.2', 'rxjs@7.8.1'],
];

/** Installed above the applications, so that better-sqlite3 is compiled once. */
const SHARED = [
  'better-sqlite3@12',
  '@types/node@20',
  ...COMPILERS.map((name) => `${name.replace('@', '-')}@npm:${name}`),
];

const folder = process.env['KEEP'] ?? mkdtempSync(join(tmpdir(), 'keyturn-package-'));
let failures = 0;

async function step(title: string, work: () => unknown): Promise<void> {
  const startedAt = performance.now();
  try {
    await work();
    print(`ok    ${title} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures += 1;
    print(`FAILS ${title}\n${outputOf(error)}`);
  }
}

/** The output of a program explains a failure better than its exit status. */
function outputOf(error: unknown): string | undefined {
  const { stderr, stack } = error as { stderr?: string; stack?: string };
  return stderr === undefined || stderr === '' ? stack : stderr;
}

/** The version ranges of Nest and TypeORM that an application writes. */
const nest = (major: number, platform: Platform): string[] =>
  ['common', 'core', 'typeorm', `platform-${platform}`]
    .map((name) => `@nestjs/${name}@${major}`)
    .concat('typeorm@1', 'reflect-metadata@0.2', 'rxjs@7');

async function whileRunning(
  args: string[],
  variables: Record<string, string>,
  work: (origin: string) => unknown,
): Promise<void> {
  const child = startNode(undefined, args, { PORT: '0', ...variables });
  try {
    await work(await originOf(child));
  } finally {
    await stop(child);
  }
}

async function checkForms(application: string): Promise<void> {
  await step("  TypeORM's drivers have the expected members", () =>
    checkTypeOrmDriver(application),
  );
  for (const file of ['application.mjs', 'application.cjs']) {
    await step(`  ${file}: obtains a token, refreshes it, and rejects a second refresh`, () =>
      whileRunning([join(application, file)], { SECRET }, checkTokenFlow),
    );
  }
}

function compareForms(application: string): void {
  const script = `const required = require('keyturn').AuthModule;
    import('keyturn').then(({ AuthModule }) => process.exit(AuthModule === required ? 0 : 1));`;
  execFileSync(process.execPath, ['--input-type=commonjs', '--eval', script], { cwd: application });
}

function serve(application: string): Promise<void> {
  const main = join(application, 'node_modules/.bin/keyturn');
  const variables = { DATABASE_URL: 'sqlite::memory:', NODE_ENV: 'production', JWT_SECRET: SECRET };
  return whileRunning([main, 'serve', '--json'], { ...variables, SHUTDOWN_DELAY: '0s' }, ready);
}

async function ready(origin: string): Promise<void> {
  const { status } = await fetch(`${origin}/health/ready`);
  if (status !== 200) throw new Error(`/health/ready responded ${status}`);
}

async function tryApplication(tarball: string, major: number, platform: Platform): Promise<void> {
  const application = join(folder, `nest${major}-${platform}`);
  await step(`Nest ${major} on ${platform}: npm install`, () => {
    install(application, [tarball, ...nest(major, platform)]);
    writeApplication(application, platform);
  });
  await checkForms(application);
  await step('  require and import return the same class', () => compareForms(application));
  for (const name of COMPILERS) {
    const compiler = join(folder, 'node_modules', name.replace('@', '-'));
    await step(`  types for ${name}, .mts and .cts`, () => checkTypes(application, compiler));
  }
  await step('  keyturn serve', () => serve(application));
}

/** The minimum version of every range in package.json. */
async function tryOldest(tarball: string): Promise<void> {
  const application = join(folder, 'oldest');
  await step('the oldest Nest 11 and TypeORM 1: npm install', () => {
    install(application, [tarball, ...OLDEST]);
    writeApplication(application, 'fastify');
  });
  await checkForms(application);
}

function printCost(): void {
  const without = join(folder, 'without');
  install(without, nest(12, 'fastify'));
  const rows = Object.entries(measureCost(without, join(folder, 'nest12-fastify')));
  const { arch, version } = process;
  print(`\nCost of an import (Nest 12, Fastify, TypeORM; Node ${version}, ${arch}):`);
  for (const [name, { without: bare, with: full }] of rows) {
    const [from, to, more] = [bare, full, full - bare].map((value) => value.toFixed(0));
    print(`${name}: ${from} without, ${to} with: ${more} more`);
  }
}

mkdirSync(folder, { recursive: true });
await step('better-sqlite3 and the compilers', () => install(folder, SHARED));
const { path: tarball } = pack(folder);
for (const major of MAJORS)
  for (const platform of PLATFORMS) await tryApplication(tarball, major, platform);
await tryOldest(tarball);
await step('Nest 11: required in Jest without a flag', () =>
  requireInJest(join(folder, 'nest11-express')),
);
print(
  '--    Nest 12: not tested in Jest, because Nest 12 is ESM and Jest can require that only from Node 24.9 on',
);
await step('cost of an import', printCost);
if (process.env['KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
process.exitCode = failures === 0 ? 0 : 1;
