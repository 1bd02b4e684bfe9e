import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { ROOT } from './root.mjs';

/**
 * Compiles each file separately, so that the bundler of an application can drop unused files and the
 * output stays readable. The build of the service checks the types. `--noCheck` saves a third of the
 * time here.
 */
export async function buildModule() {
  for (const form of ['esm', 'cjs']) {
    await compile('typescript/bin/tsc', ['-p', `tsconfig.${form}.json`, '--noCheck']);
  }
  writeFileSync(join(ROOT, 'dist/esm/package.json'), '{ "type": "module" }\n');
  writeFileSync(join(ROOT, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
}
