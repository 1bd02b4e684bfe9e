/**
 * Builds `dist/`: the module as ES modules and as CommonJS (`esm/`, `cjs/`), and the service as a
 * bundle that needs no packages except drivers, argon2 and bcrypt (`main.js`, `service/`). `build/`
 * contains the compiled files of the bundle.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildModule } from './build-module.mjs';
import { compile } from './compile.mjs';
import { ROOT } from './root.mjs';

export async function build() {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  await Promise.all([buildModule(), buildService()]);
}

/** Builds only `main.js` and `service/`, in half the time. */
export async function buildService() {
  await compile('@nestjs/cli/bin/nest.js', ['build']);
  // Imported late: `compile` reports missing packages with a remedy, but an import of esbuild would not.
  const { bundleService } = await import('./bundle-service.mjs');
  await bundleService();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
