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
 * @param compiler the folder of the compiler
 * @throws with the output of the compiler
 */
export function checkTypes(folder: string, compiler: string): void {
  const files = ['application.mts', 'application.cts'];
  const settings = JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files });
  writeFileSync(join(folder, 'tsconfig.json'), settings);
  const args = [join(compiler, 'bin/tsc'), '-p', folder];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}
