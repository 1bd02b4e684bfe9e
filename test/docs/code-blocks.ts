import { readFileSync } from 'node:fs';

/** A TypeScript block of a document. Its first line is a comment with the file name. */
export interface CodeBlock {
  file: string;
  text: string;
}

/** @throws {Error} when a block has no name, or when two blocks have the same name */
export function codeBlocksOf(document: string): CodeBlock[] {
  const text = readFileSync(document, 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => {
    const [, file] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    if (file === undefined) throw new Error(`A block of ${document} has no name:\n${code}`);
    return { file, text: code };
  });
  const names = new Set(blocks.map(({ file }) => file));
  if (names.size < blocks.length) throw new Error(`Two blocks of ${document} have the same name.`);
  return blocks;
}
