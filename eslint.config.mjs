import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The rules for all TypeScript files. `verification/` applies them with its own packages. */
export const rules = defineConfig({
  files: ['**/*.ts'],
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    '@typescript-eslint/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    '@typescript-eslint/prefer-readonly': 'error',
    'no-restricted-globals': [
      'error',
      { name: 'process', message: 'Only entry points and adapters may use it.' },
    ],
    'no-console': 'error',
  },
});

export default defineConfig(
  { ignores: ['build', 'dist', 'coverage', 'data', 'reports', 'verification'] },
  rules,
  {
    files: [
      'src/main.ts',
      'src/cli/{main,io/abort-on-signal,io/run-worker,io/start-service,io/stop-on-signal}.ts',
      'src/service/**',
      'ormconfig.ts',
      'test/**',
      'bench/**',
    ],
    rules: { 'no-restricted-globals': 'off' },
  },
);
