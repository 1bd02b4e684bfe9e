import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

type Read = (options: object) => Promise<string>;

const read = jest.fn<Read>();
jest.unstable_mockModule('read', () => ({ read }));
const { readPassword } = await import('./password-input.js');

const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
const setTerminal = (value: boolean) =>
  Object.defineProperty(process.stdin, 'isTTY', { value, configurable: true });

/** Acts like readline at Ctrl-D: pauses the terminal and never settles. */
const cancelWithCtrlD = () => new Promise<string>(() => process.stdin.emit('pause'));

describe('readPassword from standard input', () => {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const pipe = (bytes: string | Buffer) =>
    Object.defineProperty(process, 'stdin', { value: Readable.from([bytes]), configurable: true });
  afterEach(() => void Object.defineProperty(process, 'stdin', stdin));

  it.each([
    ['removes one line feed at the end', 'pässwörd\n', 'pässwörd'],
    ['removes CRLF at the end', 'pässwörd\r\n', 'pässwörd'],
    ['removes only the last of two line feeds', 'pässwörd\n\n', 'pässwörd\n'],
    ['keeps spaces', ' pässwörd ', ' pässwörd '],
    ['removes the byte order mark of PowerShell', '\ufeffpässwörd\n', 'pässwörd'],
    ['returns an empty password for empty input', '', ''],
  ])('%s', async (_, bytes, password) => {
    pipe(Buffer.from(bytes));
    expect(await readPassword(true)).toBe(password);
  });

  it.each([
    ['Latin-1', Buffer.from('pässwörd\n', 'latin1')],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeffpassword', 'utf16le')],
    ['a truncated character', Buffer.from('pä').subarray(0, 2)],
  ])('rejects %s', async (_, bytes) => {
    pipe(bytes);
    await expect(readPassword(true)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^Standard input is not UTF-8 text\. Nothing was changed\./),
    });
  });
});

describe('readPassword at the terminal', () => {
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

  it('prompts twice on standard error and hides the input', async () => {
    read.mockImplementation(() => {
      // `read` pauses the terminal after an input too.
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
      'the two inputs differ',
      'The two passwords differ. Nothing was changed.',
      () => read.mockResolvedValueOnce('one').mockResolvedValueOnce('other'),
    ],
    [
      'the user presses Ctrl-C',
      'No password was given. Nothing was changed.',
      () => read.mockRejectedValue(new Error('canceled')),
    ],
    [
      'the user presses Ctrl-D',
      'No password was given. Nothing was changed.',
      () => read.mockImplementation(cancelWithCtrlD),
    ],
    [
      'standard input is not a terminal',
      'Standard input is not a terminal. Pass the password with --password-stdin.',
      () => setTerminal(false),
    ],
  ])('throws a UsageError when %s', async (_, message, arrange) => {
    arrange();
    const error = { name: 'UsageError', message, exitStatus: 2 };
    await expect(readPassword(undefined)).rejects.toMatchObject(error);
  });
});
