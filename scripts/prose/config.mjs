import markdown from '@eslint/markdown';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import prose from './plugin.mjs';

/** `npm run check:prose`: only the rules for prose, without types, over everything people read. */
export default defineConfig(
  {
    ignores: [
      'build',
      'dist',
      'coverage',
      'data',
      'reports',
      'verification/openapi/clients',
      // They contain the words that they forbid.
      'scripts/prose',
      'test/docs/prose.spec.ts',
    ],
  },
  {
    plugins: { prose },
    rules: { 'prose/plain': 'error' },
    // The directives are for the rules of `npm run check:lint`.
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
  { files: ['**/*.{js,mjs,cjs}'] },
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
  { files: ['**/*.md'], plugins: { markdown }, language: 'markdown/gfm' },
);
