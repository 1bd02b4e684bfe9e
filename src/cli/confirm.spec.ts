import { afterEach, describe, expect, it, jest } from '@jest/globals';

type Read = (options: object) => Promise<string>;

const read = jest.fn<Read>();
jest.unstable_mockModule('read', () => ({ read }));
const { confirm } = await import('./confirm.js');

const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
const setTerminal = (value: boolean) =>
  Object.defineProperty(process.stdin, 'isTTY', { value, configurable: true });

/** As readline does: it lets go of the terminal, and nobody is answered. */
const leaveByCtrlD = () => new Promise<string>(() => process.stdin.emit('pause'));

describe('a question before something that cannot be undone', () => {
  afterEach(() => {
    read.mockReset();
    if (isTTY === undefined) Reflect.deleteProperty(process.stdin, 'isTTY');
    else Object.defineProperty(process.stdin, 'isTTY', isTTY);
  });

  it('is answered by yes, and keeps standard output for the answer', async () => {
    setTerminal(true);
    read.mockResolvedValue('yes ');
    await confirm('End it?', undefined);
    expect(read).toHaveBeenCalledWith({ prompt: 'End it? Type yes: ', output: process.stderr });
  });

  it.each([
    ['no', () => read.mockResolvedValue('no')],
    ['y', () => read.mockResolvedValue('y')],
    ['nothing', () => read.mockResolvedValue('')],
    ['Ctrl-D', () => read.mockImplementation(leaveByCtrlD)],
    ['Ctrl-C', () => read.mockRejectedValue(new Error('canceled'))],
  ])('is not by %s', async (_, arrange) => {
    setTerminal(true);
    arrange();
    const message = 'It was not confirmed. Nothing was changed.';
    await expect(confirm('End it?', undefined)).rejects.toMatchObject({ message, exitStatus: 2 });
  });

  it('is asked nobody where there is no terminal', async () => {
    setTerminal(false);
    await expect(confirm('End it?', undefined)).rejects.toThrow('End it? Confirm by --yes.');
    expect(read).not.toHaveBeenCalled();
  });

  it('is asked nobody who has said --yes', async () => {
    setTerminal(true);
    await confirm('End it?', true);
    expect(read).not.toHaveBeenCalled();
  });
});
