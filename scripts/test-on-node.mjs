/**
 * `node scripts/test-on-node.mjs [VERSION…]` runs a fast part of the tests on other versions of Node,
 * by default those of VERSIONS: unit tests, the contracts of the stores and end-to-end tests on both
 * databases, and the packed module. It installs Node from npm.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './build/root.mjs';

const VERSIONS = ['24.19.0', '26.10.0'];

const SPECS = [
  'src/auth/domain/(rotation|claims)',
  'src/service/(database/.*sqlite|runtime)',
  'test/contracts/(refresh-token-store|user-store)',
  'test/e2e/(start|rotation|sqlite-busy)',
  'test/cli/backup',
];

/** Specs of the packed module. */
const PACKED = [
  '--config',
  'verification/jest.config.mjs',
  'packaging/tarball',
  '-t',
  'better-sqlite3|no driver',
];

/** @param {string} version @returns {string} the folder of its program */
function install(version) {
  const folder = join(ROOT, 'reports', 'node', version);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const programs = join(folder, 'node_modules', name, 'bin');
  if (existsSync(programs)) return programs;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--silent', `${name}@${version}`];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
  return programs;
}

/** @param {string} programs @param {string[]} args @returns {boolean} whether the tests passed */
function test(programs, args) {
  const jest = ['--max-semi-space-size=64', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']; // prettier-ignore
  const env = { ...process.env, PATH: `${programs}${delimiter}${process.env['PATH']}` };
  const node = join(programs, 'node');
  return spawnSync(node, [...jest, ...args], { cwd: ROOT, env, stdio: 'inherit' }).status === 0;
}

/** The packed module needs the packages of `verification/`. */
const suites = existsSync(join(ROOT, 'verification/node_modules')) ? [SPECS, PACKED] : [SPECS];

const given = process.argv.slice(2);
for (const version of given.length > 0 ? given : VERSIONS) {
  process.stdout.write(`Node ${version}\n`);
  const programs = install(version);
  if (!suites.every((args) => test(programs, args))) process.exitCode = 1;
}
