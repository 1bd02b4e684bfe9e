import { existsSync } from 'node:fs';

/** Where this package lies. */
const ROOT = new URL('../../', import.meta.url);

function prefixOf(root: URL): string {
  if (existsSync(new URL('src/main.ts', root))) return 'npm run --silent keyturn --';
  return root.pathname.includes('/node_modules/') ? 'npx keyturn' : 'node dist/main.js';
}

/**
 * A command of ours as it is typed here: in a checkout, where the package is installed, or where the
 * service is laid out by itself.
 */
export const commandLine = (command: string): string => `${prefixOf(ROOT)} ${command}`;
