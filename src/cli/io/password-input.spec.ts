import { describe, expect, it } from '@jest/globals';
import { CTRL_C, CTRL_D, TestIo, TestTerminal } from '../../../test/support/command-io.js';
import { readPassword } from './password-input.js';

const fromStdin = (input: string | Uint8Array) => readPassword(new TestIo({ input }), true);

describe('readPassword from standard input', () => {
  it.each([
    ['removes one line feed at the end', 'pässwörd\n', 'pässwörd'],
    ['removes CRLF at the end', 'pässwörd\r\n', 'pässwörd'],
    ['removes only the last of two line feeds', 'pässwörd\n\n', 'pässwörd\n'],
    ['keeps spaces and line feeds inside', ' päss\nwörd ', ' päss\nwörd '],
    ['removes the byte order mark of PowerShell', '\ufeffpässwörd\n', 'pässwörd'],
    ['returns an empty password for empty input', '', ''],
  ])('%s', async (_, input, password) => {
    expect(await fromStdin(input)).toBe(password);
  });

  it.each([
    ['Latin-1', Buffer.from('pässwörd\n', 'latin1')],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeffpassword', 'utf16le')],
    ['a truncated character', Buffer.from('pä').subarray(0, 2)],
  ])('rejects %s', async (_, bytes) => {
    await expect(fromStdin(bytes)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^Standard input is not UTF-8 text\. Nothing was changed\./),
    });
  });
});

describe('readPassword at the terminal', () => {
  it('prompts twice on standard error and hides the input', async () => {
    const terminal = new TestTerminal(' a password \r', ' a password \r');
    expect(await readPassword(terminal, undefined)).toBe(' a password ');
    expect(terminal.stderr.text).toMatch(/Password: [^]*\n[^]*Again: [^]*\n$/);
    expect(terminal.stderr.text + terminal.stdout.text).not.toContain('a password');
  });

  it.each([
    ['the two inputs differ', 'The two passwords differ.', ['one\r', 'other\r']],
    ['the user presses Ctrl-C', 'No password was given.', [CTRL_C]],
    ['the user presses Ctrl-D', 'No password was given.', [CTRL_D]],
  ])('throws a UsageError when %s', async (_, reason, inputs) => {
    const message = `${reason} Nothing was changed.`;
    const error = { name: 'UsageError', message, exitStatus: 2 };
    const reading = readPassword(new TestTerminal(...inputs), undefined);
    await expect(reading).rejects.toMatchObject(error);
  });

  it('throws a UsageError when standard input is not a terminal', async () => {
    const message =
      'Standard input is not a terminal. Add --password-stdin, and write the password to standard input.';
    const reading = readPassword(new TestIo({ input: 'a password' }), undefined);
    await expect(reading).rejects.toMatchObject({ name: 'UsageError', message, exitStatus: 2 });
  });
});
