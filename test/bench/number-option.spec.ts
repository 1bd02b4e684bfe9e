import { describe, expect, it } from '@jest/globals';
import { numberOption } from '../../bench/number-option.mjs';

describe('numberOption', () => {
  it('returns the number after the name, or the usual one without the option', () => {
    expect(numberOption('--rows', 5, ['node', 'prune', '--rows', '1000'])).toBe(1000);
    expect(numberOption('--rows', 5, ['node', 'prune', '--write'])).toBe(5);
  });

  it.each([[[]], [['many']], [['0']], [['-1']]])('throws when --rows is followed by %j', (rest) => {
    expect(() => numberOption('--rows', 5, ['--rows', ...rest])).toThrow(
      'Write a number above 0 after --rows.',
    );
  });
});
