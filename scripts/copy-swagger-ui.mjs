/**
 * Lays Swagger UI's files beside the explorer's in `dist/`: what is installed or deployed needs no
 * further package, and fetches nothing.
 */
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = [
  'favicon-32x32.png',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'LICENSE',
  'NOTICE',
];

const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const to = fileURLToPath(new URL('../dist/service/explorer/page/', import.meta.url));

for (const file of FILES) copyFileSync(join(from, file), join(to, file));
