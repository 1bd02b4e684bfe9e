import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The folder of `package.json`. The bundle keeps the depth of this file. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** Returns whether the folder has the sources. */
export const isCheckout = (root = PACKAGE_ROOT): boolean =>
  existsSync(new URL('src/main.ts', root));

const manifest = createRequire(import.meta.url)('../../package.json') as {
  version: string;
};

/** The version in `package.json`. */
export const { version } = manifest;
