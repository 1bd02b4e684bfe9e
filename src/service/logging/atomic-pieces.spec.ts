import { describe, expect, it } from '@jest/globals';
import { atomicPieces } from './atomic-pieces.js';

const line = (bytes: number): string => `${'x'.repeat(bytes - 1)}\n`;

describe('atomicPieces', () => {
  it.each([
    ['few lines together', [100, 200], [300]],
    ['lines up to 4096 bytes', [4_000, 96], [4_096]],
    ['more lines in as few writes as possible', [2_000, 2_000, 2_000, 100], [4_000, 2_100]],
    ['a longer line alone', [10, 5_000, 10], [10, 5_000, 10]],
  ])('writes %s', (_, lines, pieces) => {
    const text = lines.map(line).join('');
    expect(atomicPieces(text).map(({ length }) => length)).toEqual(pieces);
    expect(atomicPieces(text).join('')).toBe(text);
  });

  it('counts bytes, not characters', () => {
    const text = `${'é'.repeat(2_000)}\n`;
    expect(atomicPieces(text + text)).toEqual([text, text]);
  });
});
