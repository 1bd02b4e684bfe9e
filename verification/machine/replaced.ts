import { readFileSync } from 'node:fs';

/**
 * Returns a file with other addresses and paths.
 *
 * @param texts pairs of a text and its replacement
 * @throws when the file lacks a text that must be replaced
 */
export const replaced = (file: string, texts: readonly (readonly [string, string])[]): string =>
  texts.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      return text.replace(from, to);
    },
    readFileSync(file, 'utf8'),
  );
