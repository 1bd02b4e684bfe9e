import { describe, expect, it } from '@jest/globals';
import { CTRL_C, CTRL_D, TestIo, TestTerminal } from '../../../test/support/command-io.js';
import { confirm } from './confirm.js';

describe('confirm', () => {
  it('accepts yes and writes the prompt to standard error', async () => {
    const terminal = new TestTerminal('yes \r');
    await confirm(terminal, 'Revoke it?', undefined);
    expect(terminal.stderr.text).toContain('Revoke it? Type yes: ');
    expect(terminal.stdout.text).toBe('');
  });

  it.each([
    ['no', 'no\r'],
    ['y', 'y\r'],
    ['nothing', '\r'],
    ['Ctrl-D', CTRL_D],
    ['Ctrl-C', CTRL_C],
  ])('rejects %s', async (_, input) => {
    const error = { message: 'Not confirmed. Nothing was changed.', exitStatus: 2 };
    const terminal = new TestTerminal(input);
    await expect(confirm(terminal, 'Revoke it?', undefined)).rejects.toMatchObject(error);
  });

  it('throws without a prompt when standard input is not a terminal', async () => {
    const io = new TestIo({ input: 'yes\n' });
    await expect(confirm(io, 'Revoke it?', undefined)).rejects.toThrow(
      'Revoke it? Confirm with --yes.',
    );
    expect(io.stderr.text).toBe('');
  });

  it('does not prompt when --yes is given', async () => {
    const terminal = new TestTerminal();
    await confirm(terminal, 'Revoke it?', true);
    expect(terminal.stderr.text).toBe('');
  });
});
