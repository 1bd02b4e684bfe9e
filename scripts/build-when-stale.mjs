/**
 * Builds `dist/` when it was not built from what is in `src/` now, and only then.
 * Where there is no `src/` (an installed package, a container) there is nothing to build.
 * `--quiet` keeps standard output for the command that follows.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built-from');
const settings = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'scripts/copy-swagger-ui.mjs',
];

function sources() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of [...settings.map((name) => join(root, name)), ...sources()]) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function nestCli() {
  try {
    return createRequire(import.meta.url).resolve('@nestjs/cli/bin/nest.js');
  } catch {
    console.error('dist/ is not what src/ says, and the tools that build it are not installed.');
    console.error('Run: npm ci --include=dev');
    process.exit(1);
  }
}

async function build() {
  console.error('Building dist/ from src/ …');
  const output = process.argv.includes('--quiet') ? 'ignore' : 'inherit';
  const { status } = spawnSync(process.execPath, [nestCli(), 'build'], {
    cwd: root,
    stdio: ['ignore', output, 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  await import('./copy-swagger-ui.mjs');
}

if (existsSync(join(root, 'src'))) {
  const wanted = fingerprint();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    await build();
    writeFileSync(stamp, wanted);
  }
}
