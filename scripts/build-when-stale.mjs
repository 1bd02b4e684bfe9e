/**
 * Builds `dist/` when it was not built from what is in `src/` now, and only then.
 * Where there is no `src/` (a container) there is nothing to build.
 * `--quiet` keeps standard output for the command that follows.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './build/root.mjs';

const stamp = join(ROOT, 'build', '.built-from');
const built = join(ROOT, 'dist', 'main.js');
/** The lock too: other people's code is in the bundle. */
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

if (existsSync(join(ROOT, 'src'))) {
  const wanted = fingerprint();
  if (!existsSync(built) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.error('Building dist/ from src/ …');
    const { build } = await import('./build/build.mjs');
    await build();
    writeFileSync(stamp, wanted);
  }
}
