import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of esbuild's metafile that is read here. */
interface Metafile {
  outputs: Record<string, { entryPoint?: string; imports: { path: string; kind: string }[] }>;
}

/** A file or package that the bundle loads when it needs it. */
export interface LazyPart {
  /** The file in the bundle, below the root; or the name of a package outside it. */
  loaded: string;
  /** Its source file, below the root; the same name for a package outside. */
  source: string;
}

const FROM_PACKAGE = 'package-names:';

/**
 * @returns the target of every dynamic import in the bundle, but for packages that it leaves out
 */
export function lazyParts(): LazyPart[] {
  const { outputs } = JSON.parse(readFileSync('build/bundle.json', 'utf8')) as Metafile;
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  const dynamic = imports.filter(({ kind }) => kind === 'dynamic-import');
  const targets = [...new Set(dynamic.map(({ path }) => path))].sort();
  const parts = targets.map((loaded) => ({
    loaded,
    source: outputs[loaded]?.entryPoint ?? loaded,
  }));
  return parts.filter(({ source }) => !source.startsWith('absent:'));
}

/** Lists the parts that are packages, with the packages' own files. */
export const lazyPackages = (): LazyPart[] =>
  lazyParts()
    .filter(({ source }) => source.startsWith(FROM_PACKAGE))
    .map(({ loaded, source }) => ({ loaded, source: source.slice(FROM_PACKAGE.length) }));

/** @param folder where processes with NODE_V8_COVERAGE wrote @returns URLs of all files they ran */
export function filesRun(folder: string): string[] {
  const urls = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      result: { url: string }[];
    };
    return result.map(({ url }) => url);
  });
  return [...new Set(urls)];
}
