import { buffer } from 'node:stream/consumers';
import { decodeUtf8 } from '../service/configuration/decode-utf8.js';
import { ask } from './ask.js';
import { UsageError } from './usage-error.js';

/**
 * A password, from standard input or from a hidden prompt: never from an argument, which everybody
 * on the machine can read.
 *
 * @param fromStdin all of standard input is the password, but for one line end after it
 * @throws {UsageError} when standard input is not UTF-8, when there is no terminal, when the prompt
 *   is cancelled, or when the two passwords differ
 */
export async function readPassword(fromStdin: true | undefined): Promise<string> {
  if (fromStdin) return readStandardInput();
  if (!process.stdin.isTTY) {
    throw new UsageError('There is no terminal to ask at. Give the password by --password-stdin.');
  }
  const password = await askHidden('Password: ');
  if ((await askHidden('Again: ')) === password) return password;
  throw new UsageError('The two passwords differ. Nothing was changed.');
}

/** Requires UTF-8, because another encoding would change the password. */
async function readStandardInput(): Promise<string> {
  const text = decodeUtf8(await buffer(process.stdin));
  if (text === undefined) throw new UsageError(NOT_UTF8);
  return text.replace(/\r?\n$/, '');
}

const NOT_UTF8 =
  'Standard input is not UTF-8 text. Nothing was changed. Convert it first, for example with: ' +
  'iconv -f LATIN1 -t UTF-8';

async function askHidden(prompt: string): Promise<string> {
  try {
    return await ask({ prompt, silent: true });
  } catch {
    throw new UsageError('No password was given. Nothing was changed.');
  } finally {
    // What was typed is hidden, and the line end with it.
    process.stderr.write('\n');
  }
}
