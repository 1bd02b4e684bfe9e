import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface Tarball {
  path: string;
  /** The paths in it. */
  files: string[];
}

/** Packs the last build of this package. */
export function pack(folder: string): Tarball {
  const options = { encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const stdout = execFileSync('npm', args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { path: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Unpacks it into the packages of an application. @returns its folder */
export function unpack(tarball: string, application: string): string {
  const target = join(application, 'node_modules/keyturn');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  return target;
}

/** Links packages of this checkout into an application. */
export function linkPackages(application: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(application, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'junction');
  }
}

/** All packages that are installed here. A scope is one entry. */
export const installedNames = (): string[] =>
  readdirSync('node_modules').filter((entry) => !entry.startsWith('.'));
