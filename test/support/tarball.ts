import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

interface Tarball {
  path: string;
  /** What is in it. */
  files: string[];
}

/** Packs this package as it was built last. */
export function pack(folder: string): Tarball {
  const options = { encoding: 'utf8', shell: process.platform === 'win32' } as const;
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const stdout = execFileSync('npm', args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  const [made] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { path: join(folder, made.filename), files: made.files.map(({ path }) => path) };
}

/** Unpacks it among a host application's packages. @returns where it lies then */
export function unpack(tarball: string, host: string): string {
  const target = join(host, 'node_modules/keyturn');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  return target;
}

/** Gives the host links to packages that are installed here. */
export function linkPackages(host: string, names: readonly string[]): void {
  for (const name of names) {
    const link = join(host, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'junction');
  }
}

/** All packages that are installed here; those of a scope as one. */
export const installedNames = (): string[] =>
  readdirSync('node_modules').filter((entry) => !entry.startsWith('.'));
