import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));

const SPEC = `test('keyturn can be required', () => {
  expect(require.resolve('keyturn')).toMatch(/dist.cjs/);
  expect(require('keyturn').AuthModule.name).toBe('AuthModule');
});`;

/**
 * Requires the module in Jest without a flag, as CommonJS applications do. This needs CommonJS
 * packages, so it installs the last major versions of Nest's packages before ESM.
 * @param {string} folder of the application
 */
export function requireInJest(folder) {
  const npm = ['install', '--no-audit', '--no-fund', '@nestjs/jwt@11', '@nestjs/passport@11'];
  execFileSync('npm', npm, { cwd: folder, stdio: 'pipe' });
  mkdirSync(join(folder, 'spec'), { recursive: true });
  writeFileSync(join(folder, 'spec/keyturn.spec.js'), SPEC);
  const config = JSON.stringify({ rootDir: join(folder, 'spec'), transform: {} });
  execFileSync(process.execPath, [jest, '--config', config], { cwd: folder, stdio: 'pipe' });
}
