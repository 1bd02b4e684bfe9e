import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { ROOT } from './root.mjs';

/**
 * Each file by itself: a host's bundler takes what it needs, and a person finds it again. Types are
 * checked with the service's: `--noCheck` takes a third off each of these.
 */
export async function buildModule() {
  for (const form of ['esm', 'cjs']) {
    await compile('typescript/bin/tsc', ['-p', `tsconfig.${form}.json`, '--noCheck']);
  }
  writeFileSync(join(ROOT, 'dist/esm/package.json'), '{ "type": "module" }\n');
  writeFileSync(join(ROOT, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
}
