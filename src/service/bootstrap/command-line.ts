import { isCheckout, PACKAGE_ROOT } from '../package-root.js';

function prefixOf(root: URL): string {
  if (isCheckout(root)) return 'npm run --silent keyturn --';
  return root.pathname.includes('/node_modules/') ? 'npx keyturn' : 'node dist/main.js';
}

/**
 * Returns the command line of a Keyturn command. It depends on whether this is a checkout, an
 * installed package, or the service alone.
 *
 * @param command name and arguments, such as `migrate status`
 */
export const commandLine = (command: string): string => `${prefixOf(PACKAGE_ROOT)} ${command}`;
