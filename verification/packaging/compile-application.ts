import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';

/** The sources in `applications`. */
export type ApplicationName = 'minimal' | 'full';

/** @returns the TypeScript of an application */
export const sourceOf = (name: ApplicationName): string =>
  readFileSync(new URL(`applications/${name}.ts`, import.meta.url), 'utf8');

/** @returns JavaScript that runs without another transformation */
export function compileApplication(source: string, type: 'es6' | 'commonjs'): string {
  const { code } = transformSync(source, {
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type },
  });
  return code;
}
