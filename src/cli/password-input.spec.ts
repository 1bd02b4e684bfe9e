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
