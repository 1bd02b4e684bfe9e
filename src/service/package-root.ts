import { createRequire } from 'node:module';

/** The folder of `package.json`. The bundle keeps the depth of this file. */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

const manifest = createRequire(import.meta.url)('../../package.json') as {
  version: string;
};

/** The version in `package.json`. */
export const { version } = manifest;
