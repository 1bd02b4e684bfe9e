import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The options of Nest's starter project. */
const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2022',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  types: ['node'],
};

/**
 * Checks `application.mts` and `application.cts` with a compiler.
 * @param {string} folder
 * @param {string} compiler the compiler's folder
 * @throws with the output of the compiler
 */
export function checkTypes(folder, compiler) {
  const settings = {
    compilerOptions: COMPILER_OPTIONS,
    files: ['application.mts', 'application.cts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(compiler, 'bin/tsc'), '-p', folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stdout);
}
