import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installMore } from './installation.js';

const SPEC = `test('keyturn can be required', () => {
  expect(require.resolve('keyturn')).toMatch(/dist.cjs/);
  expect(require('keyturn').AuthModule.name).toBe('AuthModule');
});`;

/**
 * Requires the module in Jest without a flag, as CommonJS applications do. This needs CommonJS
 * packages, so it installs the last major versions of Nest's packages before ESM.
 * @param folder of the application
 */
export function requireInJest(folder: string): void {
  installMore(folder, ['@nestjs/jwt@11', '@nestjs/passport@11']);
  mkdirSync(join(folder, 'spec'), { recursive: true });
  writeFileSync(join(folder, 'spec/keyturn.spec.js'), SPEC);
  const config = JSON.stringify({ rootDir: join(folder, 'spec'), transform: {} });
  const args = [resolve('node_modules/jest/bin/jest.js'), '--config', config];
  execFileSync(process.execPath, args, { cwd: folder, stdio: 'pipe' });
}
