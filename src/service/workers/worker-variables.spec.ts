import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readConfiguration } from '../configuration/configuration.js';
import { workerVariables } from './worker-variables.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

it('workerVariables replaces the file of a secret by its text, and keeps other variables', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-variables-'));
  const file = join(folder, 'secret');
  writeFileSync(file, `${SECRET}\n`, { mode: 0o600 });
  const variables = { JWT_SECRET_FILE: file, PORT: '0', PGAPPNAME: 'x' };
  const { readings } = readConfiguration(variables);
  rmSync(folder, { recursive: true });
  const ofWorker = workerVariables(variables, readings);
  expect(ofWorker).toEqual({ JWT_SECRET: SECRET, PORT: '0', PGAPPNAME: 'x' });
  expect(readConfiguration(ofWorker).problems).toEqual([]);
});
