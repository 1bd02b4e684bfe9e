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
 * Copies the files of Swagger UI to the page of the explorer, which then needs no package and no
 * download.
 *
 * @param {string} folder
 */
export function copySwaggerUi(folder) {
  const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const file of FILES) copyFileSync(join(from, file), join(folder, file));
}
