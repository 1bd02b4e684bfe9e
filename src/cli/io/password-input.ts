import { buffer } from 'node:stream/consumers';
import { decodeUtf8, UTF8_CONVERSION } from '../../service/text/decode-utf8.js';
import type { CommandIo } from './command-io.js';
import { prompt } from './prompt.js';
import { UsageError } from '../usage-error.js';

/**
 * Reads a password from standard input or from a hidden prompt. Arguments are not an option, because
 * every user of the machine can read them.
 *
 * @param fromStdin reads all of standard input, without one line ending after the password
 * @throws {UsageError} when standard input is not UTF-8, when there is no terminal, when the prompt
 *   is cancelled, or when the two passwords differ
 */
export async function readPassword(io: CommandIo, fromStdin: true | undefined): Promise<string> {
  if (fromStdin) return readStandardInput(io);
  if (!io.stdin.isTTY) {
    throw new UsageError(
      'Standard input is not a terminal. Add --password-stdin, and write the password to standard input.',
    );
  }
  const password = await promptHidden(io, 'Password: ');
  if ((await promptHidden(io, 'Again: ')) === password) return password;
  throw new UsageError('The two passwords differ. Nothing was changed.');
}

/** Requires UTF-8, because another encoding would change the password. */
async function readStandardInput({ stdin }: CommandIo): Promise<string> {
  const text = decodeUtf8(await buffer(stdin));
  if (text === undefined) throw new UsageError(NOT_UTF8);
  return text.replace(/\r?\n$/, '');
}

const NOT_UTF8 =
  'Standard input is not UTF-8 text. Nothing was changed. Convert it first, for example with: ' +
  UTF8_CONVERSION;

async function promptHidden(io: CommandIo, text: string): Promise<string> {
  try {
    return await prompt(io, { prompt: text, silent: true });
  } catch {
    throw new UsageError('No password was given. Nothing was changed.');
  } finally {
    // The line ending of the user is hidden too.
    io.stderr.write('\n');
  }
}
