/**
 * Makes `dist/`: the module for those who import it and for those who require it (`esm/`, `cjs/`),
 * and the service as one bundle that needs no further package but the drivers (`main.js`,
 * `service/`). `build/` lies between: it is what the bundle is made from.
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

async function buildService() {
  await compile('@nestjs/cli/bin/nest.js', ['build']);
  // Not before: a missing esbuild would hide the sentence about what is missing.
  const { bundleService } = await import('./bundle-service.mjs');
  await bundleService();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
