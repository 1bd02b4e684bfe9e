import { defineConfig } from 'eslint/config';
import { rules } from '../eslint.config.mjs';

/** The rules of the repository, for files whose types need the packages of this folder. */
export default defineConfig({ ignores: ['openapi/clients'] }, rules, {
  files: ['**/*.ts'],
  rules: { 'no-restricted-globals': 'off' },
});
