import { describe, expect, it } from '@jest/globals';
import { requireDecoded } from './require-decoded.js';

const refusalOf = (...args: string[]) => {
  try {
    requireDecoded(['node', 'main.js', ...args]);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('requireDecoded', () => {
  it('accepts any text', () => {
    expect(refusalOf('user', 'create', 'Zo\u00eb', '\u{1f511}', '')).toBeUndefined();
    expect(refusalOf()).toBeUndefined();
  });

  it.each(['Zo\ufffd', '\ud800'])(
    'names the position of an argument that Node has changed',
    (bad) => {
      expect(refusalOf('user', 'create', bad, '--json')).toMatchObject({
        name: 'UsageError',
        exitStatus: 2,
        message: expect.stringMatching(/^Argument 3 is not UTF-8 text\. Nothing was changed\./),
      });
    },
  );
});
