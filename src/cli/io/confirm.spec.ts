import { afterEach, describe, expect, it, jest } from '@jest/globals';

type Read = (options: object) => Promise<string>;

const read = jest.fn<Read>();
jest.unstable_mockModule('read', () => ({ read }));
const { confirm } = await import('./confirm.js');

const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
const setTerminal = (value: boolean) =>
  Object.defineProperty(process.stdin, 'isTTY', { value, configurable: true });

/** Acts like readline at Ctrl-D: pauses the terminal and never settles. */
const cancelWithCtrlD = () => new Promise<string>(() => process.stdin.emit('pause'));

describe('confirm', () => {
  afterEach(() => {
    read.mockReset();
    if (isTTY === undefined) Reflect.deleteProperty(process.stdin, 'isTTY');
    else Object.defineProperty(process.stdin, 'isTTY', isTTY);
  });

  it('accepts yes and writes the prompt to standard error', async () => {
    setTerminal(true);
    read.mockResolvedValue('yes ');
    await confirm('Revoke it?', undefined);
    expect(read).toHaveBeenCalledWith({ prompt: 'Revoke it? Type yes: ', output: process.stderr });
  });

  it.each([
    ['no', () => read.mockResolvedValue('no')],
    ['y', () => read.mockResolvedValue('y')],
    ['nothing', () => read.mockResolvedValue('')],
    ['Ctrl-D', () => read.mockImplementation(cancelWithCtrlD)],
    ['Ctrl-C', () => read.mockRejectedValue(new Error('canceled'))],
  ])('rejects %s', async (_, arrange) => {
    setTerminal(true);
    arrange();
    const error = { message: 'Not confirmed. Nothing was changed.', exitStatus: 2 };
    await expect(confirm('Revoke it?', undefined)).rejects.toMatchObject(error);
  });

  it('throws without a prompt when standard input is not a terminal', async () => {
    setTerminal(false);
    await expect(confirm('Revoke it?', undefined)).rejects.toThrow(
      'Revoke it? Confirm with --yes.',
    );
    expect(read).not.toHaveBeenCalled();
  });

  it('does not prompt when --yes is given', async () => {
    setTerminal(true);
    await confirm('Revoke it?', true);
    expect(read).not.toHaveBeenCalled();
  });
});
