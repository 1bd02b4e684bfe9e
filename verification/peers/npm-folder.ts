import { execFile } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SERVERS = fileURLToPath(new URL('../../bench/peers/servers/', import.meta.url));

/** Linked from this project. One of them would have to be compiled. */
const DRIVERS = ['better-sqlite3', 'pg'];

/** A temporary folder with packages of other products, and servers that use them. */
export class NpmFolder {
  private constructor(readonly path: string) {}

  /**
   * @param packages with their exact versions
   * @throws {Error} with a message for the user, when npm cannot install them
   */
  static async with(packages: readonly string[]): Promise<NpmFolder> {
    const folder = new NpmFolder(mkdtempSync(join(tmpdir(), 'keyturn-peer-')));
    try {
      await folder.install(packages);
    } catch (error) {
      folder.remove();
      const why = /npm error (?!code|syscall|errno)(.*)/.exec(
        String((error as { stderr?: string }).stderr),
      )?.[1];
      throw new Error(`npm cannot install ${packages.join(' ')}: ${why}`, { cause: error });
    }
    folder.linkDrivers();
    for (const file of readdirSync(SERVERS))
      copyFileSync(join(SERVERS, file), join(folder.path, file));
    return folder;
  }

  server(file: string): string {
    return join(this.path, file);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private async install(packages: readonly string[]): Promise<void> {
    writeFileSync(join(this.path, 'package.json'), '{"private":true,"type":"module"}');
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await promisify(execFile)('npm', ['install', ...quiet, ...packages], { cwd: this.path });
  }

  private linkDrivers(): void {
    const { resolve } = createRequire(import.meta.url);
    for (const name of DRIVERS) {
      const place = join(this.path, 'node_modules', name);
      rmSync(place, { recursive: true, force: true });
      symlinkSync(dirname(resolve(`${name}/package.json`)), place);
    }
  }
}
