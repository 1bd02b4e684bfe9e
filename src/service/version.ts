import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('../../package.json') as {
  version: string;
};

/** The version in `package.json`. */
export const { version } = manifest;
