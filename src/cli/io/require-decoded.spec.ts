import { describe, expect, it } from '@jest/globals';
import { requireDecoded } from './require-decoded.js';

const errorOf = (...args: string[]) => {
  try {
    requireDecoded(args);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('requireDecoded', () => {
  it('accepts any UTF-8 text', () => {
    expect(errorOf('user', 'create', 'Zo\u00eb', '\u{1f511}', '')).toBeUndefined();
    expect(errorOf()).toBeUndefined();
  });

  it.each(['Zo\ufffd', '\ud800'])('reports the position of an argument that contains %j', (bad) => {
    expect(errorOf('user', 'create', bad, '--json')).toMatchObject({
      name: 'UsageError',
      exitStatus: 2,
      message: expect.stringMatching(/^Argument 3 is not UTF-8 text\. Nothing was changed\./),
    });
  });
});
