/**
 * Builds `dist/` if it does not match the current content of `src/`. With `--service`, it builds
 * only `dist/main.js` and `dist/service/`. Does nothing without `src/`, as in a container.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './build/root.mjs';

/** Files with the hash of the sources of the last full build, and of the last build of the service. */
const STAMP = join(ROOT, 'build', '.built-from');
const SERVICE_STAMP = join(ROOT, 'build', '.service-built-from');

const built = join(ROOT, 'dist', 'main.js');
/** Includes the lock file, because the bundle contains packages. */
const settings = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.esm.json',
  'tsconfig.cjs.json',
  'nest-cli.json',
];

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [...settings.map((name) => join(ROOT, name)), ...filesIn('scripts/build')];
  for (const file of [...inputs, ...filesIn('src')]) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} stamp @param {string} wanted */
const isFresh = (stamp, wanted) =>
  existsSync(built) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;

if (existsSync(join(ROOT, 'src'))) {
  const wanted = fingerprint();
  const isServiceOnly = process.argv.includes('--service');
  const isUpToDate = isFresh(STAMP, wanted) || (isServiceOnly && isFresh(SERVICE_STAMP, wanted));
  if (!isUpToDate) {
    console.error('Building dist/ from src/ …');
    const { build, buildService } = await import('./build/build.mjs');
    for (const stamp of [STAMP, SERVICE_STAMP]) rmSync(stamp, { force: true });
    await (isServiceOnly ? buildService : build)();
    writeFileSync(isServiceOnly ? SERVICE_STAMP : STAMP, wanted);
  }
}
