import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As Nest's own starter has it. */
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
 * Checks `host.mts` and `host.cts` as a host's compiler does.
 *
 * @param {string} folder
 * @param {string} compiler the compiler's folder
 * @throws with what the compiler says
 */
export function checkTypes(folder, compiler) {
  const settings = { compilerOptions: COMPILER_OPTIONS, files: ['host.mts', 'host.cts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(compiler, 'bin/tsc'), '-p', folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stdout);
}
