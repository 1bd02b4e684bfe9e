import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

/**
 * The virtual folder of the blocks. It is inside the repository, so that imports of packages
 * resolve.
 */
const FOLDER = resolve('test/docs');

/**
 * Compiles code blocks with the strict settings of this repository. The blocks of one document
 * share a folder.
 * @param documents the blocks of each document
 * @returns the errors of the compiler for each document
 */
export function compile(documents: Readonly<Record<string, readonly CodeBlock[]>>) {
  const folderOf = (name: string) => join(FOLDER, name.replaceAll(/\W/g, '-'));
  const files = Object.entries(documents).flatMap(([name, blocks]) =>
    blocks.map(({ file, text }) => [join(folderOf(name), file), text] as const),
  );
  const program = programOf(new Map(files));
  const problemsOf = (name: string) =>
    program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(`${folderOf(name)}/`))
      .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
      .map(({ messageText, file, start = 0 }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        const text = ts.flattenDiagnosticMessageText(messageText, '\n');
        return `${file?.fileName.slice(FOLDER.length + 1)}:${line} ${text}`;
      });
  return Object.fromEntries(Object.keys(documents).map((name) => [name, problemsOf(name)]));
}

function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, resolve());
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (path) => path.startsWith(FOLDER) || ts.sys.directoryExists(path),
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
