import { describe, expect, it } from '@jest/globals';
import { TestIo } from '../../../test/support/command-io.js';
import { print, toJson } from './print.js';

describe('toJson', () => {
  it.each([
    ['a C0 control', '\u001b', '\\u001b'],
    ['DEL', '\u007f', '\\u007f'],
    ['a C1 control', '\u009b', '\\u009b'],
    ['the first and last C1 control', '\u0080\u009f', '\\u0080\\u009f'],
    ['a soft hyphen', '\u00ad', '\\u00ad'],
    ['a zero width space', '\u200b', '\\u200b'],
    ['a bidi override', '\u202e', '\\u202e'],
    ['a bidi isolate', '\u2066', '\\u2066'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a paragraph separator', '\u2029', '\\u2029'],
    ['a byte order mark', '\ufeff', '\\ufeff'],
    ['a format character beyond U+FFFF', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s', (_, text, escaped) => {
    const value = { [`key${text}`]: `a${text}b` };
    expect(toJson(value)).toBe(`{"key${escaped}":"a${escaped}b"}`);
    expect(JSON.parse(toJson(value))).toEqual(value);
  });

  it('keeps visible characters and white space', () => {
    const value = { text: 'Zoë 東京 😀 "\\u202e" \u00a0' };
    expect(toJson(value)).toBe(JSON.stringify(value));
  });
});

describe('print', () => {
  it('escapes invisible characters in JSON', () => {
    const io = new TestIo();
    print(io, true, { name: 'a\u202eb' }, () => '');
    expect(io.stdout.text).toBe('{"name":"a\\u202eb"}\n');
  });
});
