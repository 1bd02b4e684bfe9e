import { describe, expect, it } from '@jest/globals';
import { readParameter } from './request-parameter.js';

describe('readParameter', () => {
  it.each([
    ['a', { kind: 'given', value: 'a' }],
    [' a ', { kind: 'given', value: ' a ' }],
    [undefined, { kind: 'omitted' }],
    [null, { kind: 'omitted' }],
    ['', { kind: 'omitted' }],
    [0, { kind: 'invalid' }],
    [false, { kind: 'invalid' }],
    [12n, { kind: 'invalid' }],
    [['a'], { kind: 'invalid' }],
    [['a', 'a'], { kind: 'invalid' }],
    [{ a: 'b' }, { kind: 'invalid' }],
  ])('classifies %p as %j', (value, parameter) => {
    expect(readParameter(value)).toEqual(parameter);
  });
});
