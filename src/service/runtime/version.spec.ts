import { describe, expect, it } from '@jest/globals';
import { isAtLeast, majorOf } from './version.js';

describe('isAtLeast', () => {
  it.each([
    ['24.15.0', '24.15', true],
    ['24.15.1', '24.15', true],
    ['24.14.9', '24.15', false],
    ['24.9.0', '24.15', false],
    ['26.0.0', '24.15', true],
    ['20.19.0', '24.15', false],
    ['25.0.0-nightly', '24.15', true],
    ['3.51.3', '3.51.3', true],
    ['3.51.2', '3.51.3', false],
    ['3.52', '3.51.3', true],
  ])('compares %s with %s: %p', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});

describe('majorOf', () => {
  it('returns the first number', () => {
    expect(majorOf('13.2.0')).toBe(13);
  });
});
