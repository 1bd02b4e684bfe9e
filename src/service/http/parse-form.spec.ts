import { describe, expect, it } from '@jest/globals';
import { repeatedFieldsOf } from '../../auth/http/body/repeated-fields.js';
import { parseForm } from './parse-form.js';

const parse = (body: string | Buffer) =>
  parseForm(Buffer.from(body), (bytes) => bytes.toString('utf8'));

describe('parseForm', () => {
  it.each<[string, object]>([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&a=2', { a: '2' }],
    ['a=b=c', { a: 'b=c' }],
    ['a', { a: '' }],
    ['=x', { '': 'x' }],
    ['&&a=1&', { a: '1' }],
    ['a=+x%2By+', { a: ' x+y ' }],
    ['%61%62=%C3%AB%c3%ab', { ab: 'ëë' }],
    ['a=%zz%', { a: '%zz%' }],
    ['a=%2561', { a: '%61' }],
    ['a=ë', { a: 'ë' }],
    ['a=1%0d%0a', { a: '1\r\n' }],
    ['a=9007199254740993', { a: '9007199254740993' }],
  ])('parses %s as URLSearchParams does', (body, value) => {
    expect(parse(body)).toEqual(value);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual(value);
  });

  it('treats __proto__ as a plain member', () => {
    expect(Object.keys(parse('__proto__=x'))).toEqual(['__proto__']);
  });

  it.each<[string, string[]]>([
    ['', []],
    ['a=1&b=1', []],
    ['a=1&a=1', ['a']],
    ['a=1&%61=2&b&c=1&b=', ['a', 'b']],
    ['a&a&a', ['a']],
  ])('records the repeated fields of %s: %j', (body, names) => {
    expect([...repeatedFieldsOf(parse(body))]).toEqual(names);
  });

  it('passes each byte to decode unchanged, escaped or not', () => {
    const seen: Buffer[] = [];
    const body = Buffer.concat([Buffer.from('a%ff='), Buffer.from([0xe9, 0x80])]);
    parseForm(body, (bytes) => String(seen.push(bytes)));
    expect(seen).toEqual([Buffer.from([0x61, 0xff]), Buffer.from([0xe9, 0x80])]);
  });
});
