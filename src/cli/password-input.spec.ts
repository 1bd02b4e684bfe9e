import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

type Read = (options: object) => Promise<string>;

const read = jest.fn<Read>();
jest.unstable_mockModule('read', () => ({ read }));
const { readPassword } = await import('./password-input.js');

const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
const setTerminal = (value: boolean) =>
  Object.defineProperty(process.stdin, 'isTTY', { value, configurable: true });

/** As readline does: it lets go of the terminal, and nobody is answered. */
const leaveByCtrlD = () => new Promise<string>(() => process.stdin.emit('pause'));

describe('a password on standard input', () => {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const pipe = (bytes: string | Buffer) =>
    Object.defineProperty(process, 'stdin', { value: Readable.from([bytes]), configurable: true });
  afterEach(() => void Object.defineProperty(process, 'stdin', stdin));

  it.each([
    ['one line end', 'pässwörd\n', 'pässwörd'],
    ['a line end of Windows', 'pässwörd\r\n', 'pässwörd'],
    ['two line ends, of which one is left', 'pässwörd\n\n', 'pässwörd\n'],
    ['spaces', ' pässwörd ', ' pässwörd '],
    ['a byte order mark, as PowerShell writes it', '\ufeffpässwörd\n', 'pässwörd'],
    ['nothing', '', ''],
  ])('with %s', async (_, bytes, password) => {
    pipe(Buffer.from(bytes));
    expect(await readPassword(true)).toBe(password);
  });

  it.each([
    ['Latin-1', Buffer.from('pässwörd\n', 'latin1')],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeffpassword', 'utf16le')],
    ['a character that is cut off', Buffer.from('pä').subarray(0, 2)],
  ])('is refused, not changed, in %s', async (_, bytes) => {
    pipe(bytes);
    await expect(readPassword(true)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^Standard input is not UTF-8 text\. Nothing was changed\./),
    });
  });
});

describe('the prompt for a password', () => {
  beforeEach(() => {
    setTerminal(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    read.mockReset();
    if (isTTY === undefined) Reflect.deleteProperty(process.stdin, 'isTTY');
    else Object.defineProperty(process.stdin, 'isTTY', isTTY);
  });

  it('asks twice, hides what is typed, and keeps standard output for the answer', async () => {
    read.mockImplementation(() => {
      // With an answer the terminal is let go of as well.
      process.stdin.emit('pause');
      return Promise.resolve(' a password ');
    });
    expect(await readPassword(undefined)).toBe(' a password ');
    const hidden = { silent: true, output: process.stderr };
    expect(read.mock.calls).toEqual([
      [{ prompt: 'Password: ', ...hidden }],
      [{ prompt: 'Again: ', ...hidden }],
    ]);
  });

  it.each<[string, string, () => void]>([
    [
      'the two answers differ',
      'The two passwords differ. Nothing was changed.',
      () => read.mockResolvedValueOnce('one').mockResolvedValueOnce('other'),
    ],
    [
      'it is left by Ctrl-C',
      'No password was given. Nothing was changed.',
      () => read.mockRejectedValue(new Error('canceled')),
    ],
    [
      'it is left by Ctrl-D',
      'No password was given. Nothing was changed.',
      () => read.mockImplementation(leaveByCtrlD),
    ],
    [
      'there is no terminal',
      'There is no terminal to ask at. Give the password by --password-stdin.',
      () => setTerminal(false),
    ],
  ])('is a mistake in the use when %s', async (_, message, arrange) => {
    arrange();
    const error = { name: 'UsageError', message, exitStatus: 2 };
    await expect(readPassword(undefined)).rejects.toMatchObject(error);
  });
});
