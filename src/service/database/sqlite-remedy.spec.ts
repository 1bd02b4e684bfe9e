import { describe, expect, it } from '@jest/globals';
import { binaryRemedy, packageRemedy } from './sqlite-remedy.js';

const INSTALL_13 = 'npm install --ignore-scripts --legacy-peer-deps';

describe('packageRemedy', () => {
  it.each([
    ['20.19.0', 'package', 'Run: npm install better-sqlite3@12.'],
    ['22.13.1', 'package', 'Run: npm install better-sqlite3@12.'],
    ['22.14.0', 'package', `Run: ${INSTALL_13} better-sqlite3@13.`],
    ['20.19.0', 'npx', 'Run: npm install keyturn better-sqlite3@12. Then repeat the command.'],
    ['24.14.1', 'npx', `Run: ${INSTALL_13} keyturn better-sqlite3@13. Then repeat the command.`],
    ['24.14.1', 'checkout', 'Install Python, make and a C++ compiler, and run: npm ci.'],
  ] as const)('on Node %s in an installation by %s, returns %s', (node, installation, command) => {
    expect(packageRemedy(node, installation)).toBe(
      `${command} Or use the newest Node 24 or 26 with its own SQLite, which needs no package.`,
    );
  });
});

describe('binaryRemedy', () => {
  it.each([
    ['12.11.1', 'package', '11.19.1', 'Run: npm rebuild better-sqlite3.'],
    ['12.11.1', 'package', '12.0.0', 'Run: npm install-scripts approve better-sqlite3 && npm rebuild better-sqlite3.'], // prettier-ignore
    ['13.2.0', 'package', '12.0.0', `Run: npm uninstall better-sqlite3 && ${INSTALL_13} better-sqlite3@13.`], // prettier-ignore
    ['12.11.1', 'npx', '12.0.0', `Run: ${INSTALL_13} keyturn better-sqlite3@13.`],
    ['12.11.1', 'checkout', '11.19.1', 'Run: npm run prepare.'],
  ] as const)(
    'for better-sqlite3 %s in an installation by %s with npm %s, returns %s',
    (version, installation, npm, command) => {
      expect(binaryRemedy('22.14.0', version, installation, npm)).toContain(command);
    },
  );
});
