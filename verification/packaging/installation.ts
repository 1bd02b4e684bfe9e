import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileApplication, sourceOf } from './compile-application.js';

export type Platform = 'express' | 'fastify';

/** Installs packages into a new folder. */
export function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  installMore(folder, packages);
}

/** Installs packages into a folder that has some. */
export function installMore(folder: string, packages: readonly string[]): void {
  const args = ['install', '--no-audit', '--no-fund', ...packages];
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes the minimal application as ES modules and as CommonJS, compiled and as TypeScript. */
export function writeApplication(folder: string, platform: Platform): void {
  const source = sourceFor(platform);
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  write('application.mts', source);
  write('application.cts', source);
  write('application.mjs', compileApplication(source, 'es6'));
  write('application.cjs', compileApplication(source, 'commonjs'));
}

/** Only the adapter depends on the platform. */
function sourceFor(platform: Platform): string {
  const source = sourceOf('minimal');
  if (platform === 'fastify') return source;
  return source.replace('FastifyAdapter as', 'ExpressAdapter as').replace('-fastify', '-express');
}
