import { expect, it } from '@jest/globals';
import { runTool } from '../support/tool.js';

it.each([
  ['Redocly, recommended-strict (redocly.yaml)', '@redocly/cli/bin/cli.js', ['--config', 'verification/openapi/redocly.yaml']], // prettier-ignore
  ['Spectral, recommended rules and OWASP (.spectral.yaml)', '@stoplight/spectral-cli/dist/index.js', ['--ruleset', 'verification/openapi/.spectral.yaml', '--fail-severity', 'hint']], // prettier-ignore
])('openapi.json passes the linter %s', async (_, program, options) => {
  const linted = runTool(program, ['lint', ...options, 'openapi.json']);
  await expect(linted).resolves.toBeDefined();
});
