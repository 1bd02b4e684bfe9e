import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openApiDocumentOf, openApiJson } from '../../src/service/openapi/document.js';
import { BODY } from '../../src/service/openapi/transport.js';
import { runTool } from '../support/tool.js';

const LINTERS: [string, string, string[]][] = [
  ['Redocly, recommended-strict (redocly.yaml)', '@redocly/cli/bin/cli.js', ['--config', 'verification/openapi/redocly.yaml']], // prettier-ignore
  ['Spectral, recommended rules and OWASP (.spectral.yaml)', '@stoplight/spectral-cli/dist/index.js', ['--ruleset', 'verification/openapi/.spectral.yaml', '--fail-severity', 'hint']], // prettier-ignore
];

const COOKIES = {
  cookie: { ...BODY, refreshTokenTransport: 'cookie' },
  both: { ...BODY, refreshTokenTransport: 'both', accessTokenTransport: 'cookie' },
} as const;

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'openapi-'))));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(LINTERS)('openapi.json passes the linter %s', async (_, program, options) => {
  const linted = runTool(program, ['lint', ...options, 'openapi.json']);
  await expect(linted).resolves.toBeDefined();
});

it.each(
  LINTERS.flatMap(([linter, program, options]) =>
    (['cookie', 'both'] as const).map(
      (transport) => [linter, transport, program, options] as const,
    ),
  ),
)('passes the linter %s with the transport %s', async (_, transport, program, options) => {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, openApiJson(openApiDocumentOf(COOKIES[transport])));
  const linted = runTool(program, ['lint', ...options, file]);
  await expect(linted).resolves.toBeDefined();
});
