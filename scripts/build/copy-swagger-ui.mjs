import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FILES = [
  'favicon-32x32.png',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'LICENSE',
  'NOTICE',
];

/**
 * Lays Swagger UI's files beside the explorer's: what is installed or deployed needs no further
 * package, and fetches nothing.
 *
 * @param {string} folder
 */
export function copySwaggerUi(folder) {
  const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of FILES) copyFileSync(join(from, file), join(folder, file));
}
