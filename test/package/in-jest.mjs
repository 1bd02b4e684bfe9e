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
 * Requires the module in Jest without a flag, as CommonJS applications have it: nothing there may
 * be ESM, so the host has Nest's packages of the time before that.
 *
 * @param {string} host
 */
export function requireInJest(host) {
  const npm = ['install', '--no-audit', '--no-fund', '@nestjs/jwt@11', '@nestjs/passport@11'];
  execFileSync('npm', npm, { cwd: host, stdio: 'pipe' });
  mkdirSync(join(host, 'spec'), { recursive: true });
  writeFileSync(join(host, 'spec/keyturn.spec.js'), SPEC);
  const config = JSON.stringify({ rootDir: join(host, 'spec'), transform: {} });
  execFileSync(process.execPath, [jest, '--config', config], { cwd: host, stdio: 'pipe' });
}
