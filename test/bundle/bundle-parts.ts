import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The used part of esbuild's metafile. */
interface Metafile {
  outputs: Record<
    string,
    {
      entryPoint?: string;
      imports: { path: string; kind: string }[];
      inputs: Record<string, { bytesInOutput: number }>;
    }
  >;
}

const readMetafile = () => JSON.parse(readFileSync('build/bundle.json', 'utf8')) as Metafile;

/** A file or package that the bundle imports dynamically. */
export interface LazyPart {
  /** The file in the bundle, relative to the root, or the name of an external package. */
  loaded: string;
  /** The source file, relative to the root, or the same name for an external package. */
  source: string;
}

const FROM_PACKAGE = 'package-names:';

/** @returns the target of every dynamic import in the bundle, without packages that are left out */
export function lazyParts(): LazyPart[] {
  const { outputs } = readMetafile();
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  const dynamic = imports.filter(({ kind }) => kind === 'dynamic-import');
  const targets = [...new Set(dynamic.map(({ path }) => path))].sort();
  const parts = targets.map((loaded) => ({
    loaded,
    source: outputs[loaded]?.entryPoint ?? loaded,
  }));
  return parts.filter(({ source }) => !source.startsWith('absent:'));
}

/** The lazy parts that are packages in the bundle, with the files of the packages. */
export const lazyPackages = (): LazyPart[] =>
  lazyParts()
    .filter(({ source }) => source.startsWith(FROM_PACKAGE))
    .map(({ loaded, source }) => ({ loaded, source: source.slice(FROM_PACKAGE.length) }));

/** @param folder of NODE_V8_COVERAGE @returns URLs of all files that its processes executed */
export function filesRun(folder: string): string[] {
  const urls = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      result: { url: string }[];
    };
    return result.map(({ url }) => url);
  });
  return [...new Set(urls)];
}

/** @returns the size of each source file in the bundle, in bytes */
export const bundledSources = (): [string, number][] =>
  Object.values(readMetafile().outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).map(([path, { bytesInOutput }]): [string, number] => [
      path,
      bytesInOutput,
    ]),
  );
