import { HttpException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { parseBody } from './body-parser.js';

const FORM = 'application/x-www-form-urlencoded';
const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

function errorOf(contentType: string | undefined, bytes: Buffer) {
  try {
    parseBody(contentType, bytes);
  } catch (error) {
    if (!(error instanceof HttpException)) throw error;
    return { status: error.getStatus(), body: error.getResponse() };
  }
  throw new Error('The body was accepted.');
}

describe('parseBody (docs/http-contract.md, Send a body)', () => {
  it.each([['application/json'], ['text/plain'], [FORM], [undefined]])(
    'returns undefined for an empty body of type %s',
    (type) => {
      expect(parseBody(type, Buffer.alloc(0))).toBeUndefined();
    },
  );

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=bogus',
    'application/json; charset=',
    'application/json; profile=x; charset=utf-8',
    'application/*',
    '*/*',
  ])('parses JSON for the type %s', (type) => {
    expect(parseBody(type, utf8('{"name":"Zoë"}'))).toEqual({ name: 'Zoë' });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['[]', []],
    ['"x"', 'x'],
    ['1', 1],
    [' {"a":"b"}\n', { a: 'b' }],
    ['{"a":"b","a":"c"}', { a: 'c' }],
  ])('parses the JSON %s', (text, value) => {
    expect(parseBody('application/json', utf8(text))).toEqual(value);
  });

  it.each([
    ['latin-1', Buffer.from('"Zoë"', 'latin1')],
    ['ISO-8859-1', Buffer.from('"Zoë"', 'latin1')],
    ['utf-16', Buffer.from('"Zoë"', 'utf16le')],
    ['us-ascii', utf8('"Zo\\u00eb"')],
  ])('decodes JSON in the charset %s', (charset, bytes) => {
    expect(parseBody(`application/json; charset=${charset}`, bytes)).toBe('Zoë');
  });

  it.each([
    [FORM, 'username=alice&password=+a%20b%C3%AB+', { username: 'alice', password: ' a bë ' }],
    [`${FORM}; charset=utf-8`, 'a=1', { a: '1' }],
    [FORM, 'a=1&a=2', { a: '2' }],
    [FORM, '{"a":1}', { '{"a":1}': '' }],
  ])('parses a form of type %s: %s', (type, text, value) => {
    expect(parseBody(type, utf8(text))).toEqual(value);
  });

  it.each([
    ['latin-1', 'a=p%e4ss'],
    ['ISO-8859-1', Buffer.from('a=p\xe4ss', 'latin1')],
    ['windows-1252', 'a=p%E4ss'],
    ['utf-8', 'a=p%c3%a4ss'],
    ['bogus', 'a=p%c3%a4ss'],
  ])('decodes a form in the charset %s', (charset, body) => {
    expect(parseBody(`${FORM}; charset=${charset}`, Buffer.from(body))).toEqual({ a: 'päss' });
  });

  it.each([
    ['latin1', '%ffabc', '\xffabc'],
    ['iso-8859-1', '%ff', '\xff'],
    ['latin-1', '%fe%ff', '\xfe\xff'],
    ['windows-1252', '12%80', '12\u20ac'],
    ['cp1252', '%93a%94%85%9f', '\u201ca\u201d\u2026\u0178'],
    ['latin1', '%81%8d%8f%90%9d', '\x81\x8d\x8f\x90\x9d'],
  ])('keeps every byte of a form in %s: %s', (charset, value, text) => {
    const body = utf8(`a=${value}`);
    expect(parseBody(`${FORM}; charset=${charset}`, body)).toEqual({ a: text });
  });

  it('returns the source text of a number that is a field', () => {
    const body = utf8('{"username":9007199254740993,"password":1.0}');
    const fields = { username: '9007199254740993', password: '1.0' };
    expect(parseBody('application/json', body)).toEqual(fields);
  });

  it('treats __proto__ as a plain field in a form and in JSON', () => {
    const parsed = [
      parseBody(FORM, utf8('__proto__=x')),
      parseBody('application/json', utf8('{"__proto__":{"admin":true}}')),
    ];
    for (const value of parsed) {
      expect(Object.keys(value as object)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('parseBody', () => {
  it.each([
    ['text/plain', 'text/plain'],
    ['text/json', 'text/json'],
    ['application/jsonx', 'application/jsonx'],
    ['multipart/form-data; boundary=Xy', 'multipart/form-data; boundary=Xy'],
    ['', ''],
    [undefined, ''],
  ])('throws a 415 that quotes the type %s', (type, named) => {
    const body = { detail: `Unsupported media type "${named}" in request.` };
    expect(errorOf(type, utf8('{}'))).toEqual({ status: 415, body });
  });

  it.each([
    ['only white space', utf8('  \n')],
    ['a bare word', utf8('x')],
    ['a trailing comma', utf8('{"a":1,}')],
    ['single quotes', utf8("{'a':1}")],
    ['NaN', utf8('{"a":NaN}')],
    ['Infinity', utf8('{"a":Infinity}')],
    ['a comment', utf8('{} // x')],
    ['text after its end', utf8('{"a":1} {"b":2}')],
    ['a byte order mark', utf8('\ufeff{}')],
    ['UTF-16 without a charset', Buffer.from('{"a":1}', 'utf16le')],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('throws a 400 for a JSON body that is or has %s', (_, bytes) => {
    const detail = expect.stringMatching(/^JSON parse error - \w/);
    expect(errorOf('application/json', bytes)).toEqual({ status: 400, body: { detail } });
  });

  it.each([
    ['an escaped byte in a value', '', 'a=p%e4ss'],
    ['an escaped byte in a name', '', 'p%e4ss=a'],
    ['a byte', '', Buffer.from('a=p\xe4ss', 'latin1')],
    ['a sequence split between two fields', '', 'a=%c3&b=%a4'],
    ['an unknown charset', '; charset=bogus', 'a=%ff'],
    ['bytes outside of ASCII', '; charset=us-ascii', 'a=%c3%a4'],
    ['another charset', '; charset=shift_jis', 'a=%ff'],
  ])('throws a 400 for a form whose bytes are not text: %s', (_, parameters, body) => {
    expect(errorOf(FORM + parameters, Buffer.from(body))).toEqual({
      status: 400,
      body: { detail: 'Form parse error - the body is not valid text in its encoding' },
    });
  });

  it.each(['us-ascii', 'ASCII', 'ANSI_X3.4-1968'])(
    'throws a 400 for bytes outside of ASCII in the charset %s',
    (charset) => {
      expect(errorOf(`application/json; charset=${charset}`, utf8('"Zoë"')).status).toBe(400);
    },
  );

  it.each([
    ['{\n"a":1 "b"}', ': line 2 column 7 (char 8)'],
    ['{"a":', ': line 1 column 6 (char 5)'],
    ['{"a":NaN,\n"b":1}', ''],
  ])('throws an error for %j with its position if V8 reports it', (text, place) => {
    const detail = `JSON parse error - Expecting value${place}`;
    expect(errorOf('application/json', utf8(text)).body).toEqual({ detail });
  });

  it.each([
    ['truncated', utf8('{"password":"hunter2"')],
    ['short, which V8 quotes', utf8('hunter2')],
    ['not UTF-8', Buffer.concat([utf8('"hunter2'), Buffer.from([0xff])])],
  ])('does not quote a password from an invalid body: %s', (_, bytes) => {
    expect(JSON.stringify(errorOf('application/json', bytes))).not.toContain('hunter2');
    expect(JSON.stringify(errorOf('text/plain', bytes))).not.toContain('hunter2');
  });
});
