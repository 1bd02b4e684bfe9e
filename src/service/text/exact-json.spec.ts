import { describe, expect, it } from '@jest/globals';
import { parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  it.each([
    '0',
    '-0',
    '1',
    '1.0',
    '1.50',
    '1e3',
    '1E5',
    '1e+2',
    '1e-7',
    '1e400',
    '-1E-400',
    '9007199254740993',
    '123456789012345678901234567890',
    '1'.repeat(5_000),
  ])('returns the source text of the number %s in an object', (number) => {
    expect(parseExactJson(`{"a":${number}}`)).toEqual({ a: number });
    expect(parseExactJson(`{ "a" :\t${number}\n, "b":"x" }`)).toEqual({ a: number, b: 'x' });
  });

  it.each<[string, unknown]>([
    ['{"a":"1"}', { a: '1' }],
    ['{"a":1,"b":"2 \\" 3 \\\\","c":"4"}', { a: '1', b: '2 " 3 \\', c: '4' }],
    ['{"a":1,"5":"\\u00316"}', { a: '1', 5: '16' }],
    ['{"a":1,"b":[2,{"c":3}],"d":true,"e":null}', { a: '1', b: ['2', { c: '3' }], d: true, e: null }], // prettier-ignore
    ['{"a":1,"a":2.0}', { a: '2.0' }],
    ['{"a":1,"a":"x"}', { a: 'x' }],
    ['{"a":{"b":1.0}}', { a: { b: '1.0' } }],
    ['{"a":[[{"b":[]},[1.0]]]}', { a: [[{ b: [] }, ['1.0']]] }],
    ['{"a":{"b":"1"},"c":null}', { a: { b: '1' }, c: null }],
    ['{}', {}],
    ['null', null],
    ['1.50', 1.5],
    ['[1]', [1]],
  ])('parses %s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it('treats __proto__ as a plain member', () => {
    const parsed = parseExactJson('{"__proto__":{"admin":1},"a":1}') as object;
    expect(Object.keys(parsed)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it.each(['', '{"a":1,}', '{"a":01}', '{"a":1}1', '{"a":.5}'])('rejects %j', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });

  it('parses the longest body without a stack overflow', () => {
    const size = 16 * 2 ** 20;
    const long = { escapes: '\\n'.repeat(size / 2), letters: 'x'.repeat(size) };
    for (const text of Object.values(long)) {
      expect(parseExactJson(`{"a":1,"b":"${text}"}`)).toMatchObject({ a: '1' });
    }
    expect(parseExactJson(`{"a":${'1'.repeat(size)}}`)).toEqual({ a: '1'.repeat(size) });
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    expect(parseExactJson(`{"a":1,"b":${deep}}`)).toMatchObject({ a: '1' });
    expect(parseExactJson(`{"b":${deep},"a":"1"}`)).toMatchObject({ a: '1' });
  });
});
