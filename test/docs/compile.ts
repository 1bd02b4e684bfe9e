import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

/**
 * Compiles code blocks with the strict settings of this repository. The blocks of one document
 * share a virtual folder.
 * @param documents the blocks of each document
 * @param parent the folder of these folders, from which packages are resolved
 * @returns the errors of the compiler for each document
 */
export function compile(
  documents: Readonly<Record<string, readonly CodeBlock[]>>,
  parent = 'test/docs',
): Record<string, string[]> {
  const root = resolve(parent);
  const folderOf = (name: string) => join(root, name.replaceAll(/\W/g, '-'));
  const files = Object.entries(documents).flatMap(([name, blocks]) =>
    blocks.map(({ file, text }) => [join(folderOf(name), file), text] as const),
  );
  const program = programOf(new Map(files), root);
  const problemsOf = (name: string) =>
    program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(`${folderOf(name)}/`))
      .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
      .map(({ messageText, file, start = 0 }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        const text = ts.flattenDiagnosticMessageText(messageText, '\n');
        return `${file?.fileName.slice(root.length + 1)}:${line} ${text}`;
      });
  return Object.fromEntries(Object.keys(documents).map((name) => [name, problemsOf(name)]));
}

function programOf(files: ReadonlyMap<string, string>, root: string): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, resolve());
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (path) => path.startsWith(root) || ts.sys.directoryExists(path),
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, settings) => {
      const text = files.get(path);
      if (text === undefined) return disk.getSourceFile(path, settings);
      return ts.createSourceFile(path, text, settings);
    },
  };
  return ts.createProgram([...files.keys()], options, host);
}
