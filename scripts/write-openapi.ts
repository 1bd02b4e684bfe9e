/** Writes the OpenAPI document of the service to `openapi.json`, which is committed. */
import { writeFileSync } from 'node:fs';
import { openApiDocument, openApiJson } from '../src/service/openapi/document.js';

writeFileSync('openapi.json', openApiJson(openApiDocument));
