import vm from 'node:vm';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

type Run = (exports: object, require: (name: string) => unknown) => void;

/**
 * Runs a code block, and returns its exports.
 *
 * @param packages the modules that the block imports, by their names
 */
export function runBlock<Exports>(
  { text, file }: CodeBlock,
  packages: Readonly<Record<string, unknown>>,
): Exports {
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const exports = {};
  const load = (name: string) => packages[name];
  const run = vm.runInThisContext(`(exports, require) => {${outputText}}`) as Run;
  run(exports, load);
  return exports as Exports;
}
