import { describe, expect, it } from '@jest/globals';
import { storeFailure } from './store-failure.js';

describe('storeFailure', () => {
  it.each([
    ['an error with a code', Object.assign(new Error('alice'), { code: '42P01' }), 'Error 42P01'],
    ['an error without a code', new TypeError('alice'), 'TypeError'],
    ['a code that is not a text', { name: 'X', code: 7 }, 'X'],
    ['nothing', undefined, 'Error'],
  ])('names %s without its message', (_, error, text) => {
    expect(storeFailure(error)).toBe(text);
  });
});
