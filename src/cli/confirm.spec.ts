import { afterEach, describe, expect, it, jest } from '@jest/globals';

const read = jest.fn<(options: object) => Promise<string>>();
jest.unstable_mockModule('read', () => ({ read }));
const { confirm } = await import('./confirm.js');

const isTTY = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
const setTerminal = (value: boolean) =>
  Object.defineProperty(process.stdin, 'isTTY', { value, configurable: true });

describe('something that cannot be taken back', () => {
  afterEach(() => {
    read.mockReset();
    if (isTTY === undefined) Reflect.deleteProperty(process.stdin, 'isTTY');
    else Object.defineProperty(process.stdin, 'isTTY', isTTY);
  });

  it.each(['y', 'Yes'])('is done when the answer is %s', async (answer) => {
    setTerminal(true);
    read.mockResolvedValue(answer);
    await confirm('Really?', undefined);
    expect(read).toHaveBeenCalledWith({ prompt: 'Really? [y/N] ', output: process.stderr });
  });

  it.each([
    ['is empty', () => read.mockResolvedValue('')],
    ['is no', () => read.mockResolvedValue('n')],
    ['is Ctrl-C', () => read.mockRejectedValue(new Error('canceled'))],
  ])('is not done when the answer %s', async (_, arrange) => {
    setTerminal(true);
    arrange();
    const error = { name: 'UsageError', message: 'Not confirmed. Nothing was changed.' };
    await expect(confirm('Really?', undefined)).rejects.toMatchObject(error);
  });

  it('is not done where there is nobody to ask, who is told of --yes', async () => {
    setTerminal(false);
    const error = { name: 'UsageError', message: 'Really? Confirm by --yes.', exitStatus: 2 };
    await expect(confirm('Really?', undefined)).rejects.toMatchObject(error);
  });

  it('is done without a question when --yes was given', async () => {
    setTerminal(false);
    await confirm('Really?', true);
    expect(read).not.toHaveBeenCalled();
  });
});
