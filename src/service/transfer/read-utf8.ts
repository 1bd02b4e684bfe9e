import { StringDecoder } from 'node:string_decoder';
import { UTF8_CONVERSION } from '../text/decode-utf8.js';
import { ImportFileError } from './user-entry.js';

const REPLACEMENT = '\ufffd';

/**
 * Decodes UTF-8, in parts of any size. Other bytes end the import, because they would change a name
 * or a password.
 *
 * @throws {ImportFileError} with the line
 */
export async function* readUtf8(input: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let line = 1;
  let isStart = true;
  const check = (text: string): string => {
    const position = text.indexOf(REPLACEMENT);
    if (position !== -1) throw notUtf8(line + newlinesIn(text.slice(0, position)));
    line += newlinesIn(text);
    const unmarked = isStart ? text.replace(/^\ufeff/, '') : text;
    isStart &&= text === '';
    return unmarked;
  };
  for await (const part of input) {
    yield check(decoder.write(typeof part === 'string' ? Buffer.from(part) : part));
  }
  yield check(decoder.end());
}

const notUtf8 = (line: number): ImportFileError =>
  new ImportFileError(
    `Line ${line} is not UTF-8 text, or contains U+FFFD. Convert the file first, for example with: ` +
      UTF8_CONVERSION,
  );

/** @returns the number of line endings in a text */
export function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
