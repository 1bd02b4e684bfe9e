import type { Type } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { InvalidFieldsError } from '../../domain/auth-error.js';
import { RefreshTokenDto, TokenObtainPairDto, TokenVerifyDto } from '../token/token.dto.js';
import { readBody } from './read-body.js';

function fieldsOf(body: unknown, dto: Type<object> = TokenObtainPairDto) {
  try {
    readBody(dto, body);
  } catch (error) {
    if (error instanceof InvalidFieldsError) return error.fields;
    throw error;
  }
  throw new Error('was accepted');
}

const REQUIRED = 'This field is required.';
const NOT_A_STRING = 'Not a valid string.';
const NULL = 'Null characters are not allowed.';
const REPLACEMENT = 'Replacement characters are not allowed: U+FFFD.';
const INEXACT = 'This number may not be exact. Send it as a string.';
const SURROGATE = 'Surrogate characters are not allowed: U+D800.';

describe('readBody', () => {
  it('returns an instance of the DTO with only its fields', () => {
    const body = { username: 'alice', password: 'secret', is_admin: true, Username: 'bob' };
    const dto = readBody(TokenObtainPairDto, body);
    expect(dto).toBeInstanceOf(TokenObtainPairDto);
    expect({ ...dto }).toEqual({ username: 'alice', password: 'secret' });
  });

  it('ignores the fields __proto__ and constructor like other unknown fields', () => {
    const body: unknown = JSON.parse(
      '{"__proto__":{"username":"eve","admin":true},"constructor":{"name":"x"},"username":"alice","password":"p"}',
    );
    const dto = readBody(TokenObtainPairDto, body);
    expect(Object.getPrototypeOf(dto)).toBe(TokenObtainPairDto.prototype);
    expect({ ...dto }).toEqual({ username: 'alice', password: 'p' });
  });

  it('reads no fields from __proto__', () => {
    const body: unknown = JSON.parse('{"__proto__":{"username":"eve","password":"p"}}');
    expect(fieldsOf(body)).toEqual({ username: [REQUIRED], password: [REQUIRED] });
  });

  it.each([
    ['removes white space around a name', 'username', '\xa0 alice\n', 'alice'],
    ['keeps white space around a password (OWASP ASVS 6.2.8)', 'password', ' p \n', ' p \n'],
    ['converts a number to a string', 'username', 42, '42'],
    ['does not limit the length of a field', 'password', 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)],
  ])('%s', (_, field, sent, read) => {
    const body = { username: 'alice', password: 'secret', [field]: sent };
    expect(readBody(TokenObtainPairDto, body)).toMatchObject({ [field]: read });
  });

  it.each<[Type<object>, string]>([
    [RefreshTokenDto, 'refresh'],
    [TokenVerifyDto, 'token'],
  ])('reads for %p only the field %s, trimmed', (dto, field) => {
    expect({ ...readBody(dto, { [field]: ' a.b.c ' }) }).toEqual({ [field]: 'a.b.c' });
    expect(fieldsOf({ token2: 'a.b.c' }, dto)).toEqual({ [field]: [REQUIRED] });
  });
});

describe('readBody with an invalid field (docs/http-contract.md, Send a field)', () => {
  it.each<[string, unknown, ...string[]]>([
    ['missing', undefined, REQUIRED],
    ['null', null, 'This field may not be null.'],
    ['empty', '', 'This field may not be blank.'],
    ['white space', ' \xa0\n', 'This field may not be blank.'],
    ['true', true, NOT_A_STRING],
    ['false', false, NOT_A_STRING],
    ['an array', ['alice'], NOT_A_STRING],
    ['an object', { a: 1 }, NOT_A_STRING],
    ['an object with the members of a string', { toString: 'x', length: 1 }, NOT_A_STRING],
    ['a text with U+0000', 'a\0b', NULL],
    ['a text with a lone surrogate', 'a\ud800', SURROGATE],
    [
      'a text with U+FFFD, which a parser writes for bytes that it cannot decode',
      'a\ufffd',
      REPLACEMENT,
    ],
    ['a number that JSON.parse may have rounded', 2 ** 53, INEXACT],
    ['a text with two forbidden characters', 'a\0\ud800', NULL, SURROGATE],
  ])('throws the messages of a value that is %s, for each field', (_, value, ...messages) => {
    const invalid = { username: value, password: value };
    expect(fieldsOf(invalid)).toEqual({ username: messages, password: messages });
    expect(fieldsOf({ ...invalid, username: 'alice' })).toEqual({ password: messages });
    expect(fieldsOf({ refresh: value }, RefreshTokenDto)).toEqual({ refresh: messages });
  });

  it('reports all fields in the order of the DTO', () => {
    expect(Object.keys(fieldsOf({ password: null }))).toEqual(['username', 'password']);
  });

  it('does not repeat the value, which may be a password', () => {
    expect(JSON.stringify(fieldsOf({ password: ['hunter2'] }))).not.toContain('hunter2');
  });
});

describe('readBody with a body that is not an object (docs/http-contract.md, Send a body)', () => {
  it('treats a missing body as {}', () => {
    expect(fieldsOf(undefined)).toEqual(fieldsOf({}));
  });

  it.each([
    [[], 'list'],
    [[{ username: 'alice', password: 'p' }], 'list'],
    ['x', 'str'],
    ['', 'str'],
    [1, 'int'],
    [1.5, 'float'],
    [true, 'bool'],
    [false, 'bool'],
  ])('rejects %j with the name of its Python type: %s', (body, name) => {
    const message = `Invalid data. Expected a dictionary, but got ${name}.`;
    expect(fieldsOf(body)).toEqual({ non_field_errors: [message] });
  });

  it('rejects null with its own message', () => {
    expect(fieldsOf(null)).toEqual({ non_field_errors: ['No data provided'] });
  });
});
