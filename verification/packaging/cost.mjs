import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const RUNS = 7;

/** Imports of every application with Nest and TypeORM. */
const WITHOUT = `import 'reflect-metadata'; import '@nestjs/common'; import '@nestjs/core';
import '@nestjs/platform-fastify'; import '@nestjs/typeorm'; import 'typeorm';`;

const MEASURED = `const { user, system } = process.cpuUsage();
console.log(JSON.stringify({
  ms: performance.now(),
  cpuMs: (user + system) / 1e3,
  mib: process.memoryUsage.rss() / 2 ** 20,
}));`;

/**
 * Measures what the import of Keyturn adds to an application with Nest and TypeORM.
 * @param {string} without a folder with Nest, TypeORM and a platform
 * @param {string} withKeyturn the same, and Keyturn
 * @returns {Record<string, { without: number, with: number }>}
 */
export function measureCost(without, withKeyturn) {
  const [before, after] = [contentOf(without), contentOf(withKeyturn)];
  const bare = load(withKeyturn, WITHOUT);
  const full = load(withKeyturn, `${WITHOUT} import 'keyturn';`);
  return {
    packages: { without: before.packages, with: after.packages },
    'MB on disk': { without: before.bytes / 1e6, with: after.bytes / 1e6 },
    'ms to load': { without: bare.ms, with: full.ms },
    'CPU ms to load': { without: bare.cpuMs, with: full.cpuMs },
    'MiB resident': { without: bare.mib, with: full.mib },
  };
}

/** @param {string} folder */
function contentOf(folder) {
  const modules = join(folder, 'node_modules');
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const bytes = files.reduce((sum, name) => sum + sizeOf(join(modules, name)), 0);
  const list = execFileSync('npm', ['ls', '--all', '--parseable'], { cwd: folder });
  return { packages: list.toString().trim().split('\n').length - 1, bytes };
}

/** @param {string} path */
function sizeOf(path) {
  const status = lstatSync(path);
  return status.isFile() ? status.size : 0;
}

/**
 * Takes the minimum of several runs, because other processes can only add time.
 * @param {string} cwd
 * @param {string} imports
 */
function load(cwd, imports) {
  const runs = Array.from({ length: RUNS }, () => {
    const args = ['--input-type=module', '--eval', `${imports}${MEASURED}`];
    const stdout = execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
    return /** @type {Record<'ms' | 'cpuMs' | 'mib', number>} */ (JSON.parse(stdout));
  });
  const least = (/** @type {'ms' | 'cpuMs' | 'mib'} */ name) =>
    Math.min(...runs.map((run) => run[name]));
  return { ms: least('ms'), cpuMs: least('cpuMs'), mib: least('mib') };
}
