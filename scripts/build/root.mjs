import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the package is. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
