import { readdirSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { SHARED_OPTIONS } from './shared-options.mjs';
process.env.TEST_PG = 'off';
const D = 'src/auth/domain';
const names = ['token-pair', 'session', 'session-state', 'credentials', 'refused-login'];
const specs = names.map((n) => `${D}/${n}.spec.ts`);
const r = await new Stryker({ ...SHARED_OPTIONS, mutate: names.map((n) => `${D}/${n}.ts`),
  jest: { enableFindRelatedTests: false, config: { roots: ['<rootDir>/verification/mutation'], testMatch: ['<rootDir>/verification/mutation/specs-of-part.ts'], watchman: false, globals: { SPECS_OF_PART: specs } } },
  htmlReporter: { fileName: 'reports/mutation/x.html' }, jsonReporter: { fileName: 'reports/mutation/x.json' } }).runMutationTest();
const c = (...s) => r.filter((m) => s.includes(m.status)).length;
console.log('score', c('Killed','Timeout'), 'of', c('Killed','Timeout','Survived','NoCoverage'));
for (const m of r.filter((m) => ['Survived','NoCoverage'].includes(m.status))) console.log(m.fileName, m.location.start.line, m.replacement);
