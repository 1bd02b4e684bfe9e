import { expect, it } from '@jest/globals';
import { repeatedPart } from './repeated-part.js';

it.each([
  ['', '', 1],
  ['a', 'a', 1],
  ['aaaa', 'a', 4],
  ['abab', 'ab', 2],
  ['ababa', 'ab', 3],
  ['abcABCab', 'abc', 3],
  ['abcab', 'abcab', 1],
  ['aabaab', 'aab', 2],
  ['aabaaab', 'aabaaab', 1],
  ['abcd', 'abcd', 1],
])('repeatedPart returns of %j the part %j and its count %d', (text, part, count) => {
  expect(repeatedPart(text)).toEqual({ part, count });
});
