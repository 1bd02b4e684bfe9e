import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

const ROOT = new URL('../..', import.meta.url);

/**
 * @param {string[]} args
 * @param {string | URL} cwd
 */
const npm = (args, cwd) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Packs the package. @param {string} folder @returns {string} the path of the tarball */
export function packInto(folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename = '' } = {}] = /** @type {{ filename: string }[]} */ (
    JSON.parse(npm(args, ROOT))
  );
  return join(folder, filename);
}

/**
 * Installs packages into a new folder.
 * @param {string} folder
 * @param {readonly string[]} packages
 */
export function install(folder, packages) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(['install', '--no-audit', '--no-fund', ...packages], folder);
}

/**
 * Compiles the application as ES modules (`.mjs`) and CommonJS (`.cjs`).
 * @param {string} folder
 * @param {string} platform
 */
export function compileApplication(folder, platform) {
  const source = sourceFor(platform);
  for (const [file, type] of /** @type {const} */ ([
    ['application.mjs', 'es6'],
    ['application.cjs', 'commonjs'],
  ])) {
    const { code } = transformSync(source, {
      swcrc: false,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type },
    });
    writeFileSync(join(folder, file), code);
  }
  for (const name of ['application.mts', 'application.cts'])
    writeFileSync(join(folder, name), source);
}

/** Only the adapter depends on the platform. @param {string} platform */
function sourceFor(platform) {
  const source = readFileSync(new URL('application.ts', import.meta.url), 'utf8');
  if (platform === 'fastify') return source;
  return source.replace('FastifyAdapter as', 'ExpressAdapter as').replace('-fastify', '-express');
}
