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

export interface Cost {
  without: number;
  with: number;
}

/**
 * Measures what the import of Keyturn adds to an application with Nest and TypeORM.
 * @param without a folder with Nest, TypeORM and a platform
 * @param withKeyturn the same, and Keyturn
 */
export function measureCost(without: string, withKeyturn: string): Record<string, Cost> {
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

function contentOf(folder: string) {
  const modules = join(folder, 'node_modules');
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const bytes = files.reduce((sum, name) => sum + sizeOf(join(modules, name)), 0);
  const list = execFileSync('npm', ['ls', '--all', '--parseable'], { cwd: folder });
  return { packages: list.toString().trim().split('\n').length - 1, bytes };
}

function sizeOf(path: string): number {
  const status = lstatSync(path);
  return status.isFile() ? status.size : 0;
}

interface Load {
  ms: number;
  cpuMs: number;
  mib: number;
}

/** Takes the minimum of several runs, because other processes can only add time. */
function load(cwd: string, imports: string): Load {
  const runs = Array.from({ length: RUNS }, () => {
    const args = ['--input-type=module', '--eval', `${imports}${MEASURED}`];
    return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })) as Load;
  });
  const least = (name: keyof Load) => Math.min(...runs.map((run) => run[name]));
  return { ms: least('ms'), cpuMs: least('cpuMs'), mib: least('mib') };
}
