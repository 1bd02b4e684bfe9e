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
const NO_STRING = 'Not a valid string.';
const NULL = 'Null characters are not allowed.';
const REPLACEMENT = 'Replacement characters are not allowed: U+FFFD.';
const INEXACT = 'This number may not be exact. Send it as a string.';
const SURROGATE = 'Surrogate characters are not allowed: U+D800.';

describe('a request body', () => {
  it('is an instance of its DTO, with its fields and no others', () => {
    const body = { username: 'alice', password: 'secret', is_admin: true, Username: 'bob' };
    const dto = readBody(TokenObtainPairDto, body);
    expect(dto).toBeInstanceOf(TokenObtainPairDto);
    expect({ ...dto }).toEqual({ username: 'alice', password: 'secret' });
  });

  it('may have a field __proto__ or constructor, which is unknown like any other', () => {
    const body: unknown = JSON.parse(
      '{"__proto__":{"username":"eve","admin":true},"constructor":{"name":"x"},"username":"alice","password":"p"}',
    );
    const dto = readBody(TokenObtainPairDto, body);
    expect(Object.getPrototypeOf(dto)).toBe(TokenObtainPairDto.prototype);
    expect({ ...dto }).toEqual({ username: 'alice', password: 'p' });
  });

  it('does not find its fields in __proto__', () => {
    const body: unknown = JSON.parse('{"__proto__":{"username":"eve","password":"p"}}');
    expect(fieldsOf(body)).toEqual({ username: [REQUIRED], password: [REQUIRED] });
  });

  it.each([
    ['the white space around a name goes', 'username', '\xa0 alice\n', 'alice'],
    ['the white space around a password stays (OWASP ASVS 6.2.8)', 'password', ' p \n', ' p \n'],
    ['a number is its text', 'username', 42, '42'],
    ['a long text has no limit of its own', 'password', 'x'.repeat(2 ** 20), 'x'.repeat(2 ** 20)],
  ])('%s', (_, field, sent, read) => {
    const body = { username: 'alice', password: 'secret', [field]: sent };
    expect(readBody(TokenObtainPairDto, body)).toMatchObject({ [field]: read });
  });

  it.each<[Type<object>, string]>([
    [RefreshTokenDto, 'refresh'],
    [TokenVerifyDto, 'token'],
  ])('%p has one field: %s, trimmed', (dto, field) => {
    expect({ ...readBody(dto, { [field]: ' a.b.c ' }) }).toEqual({ [field]: 'a.b.c' });
    expect(fieldsOf({ token2: 'a.b.c' }, dto)).toEqual({ [field]: [REQUIRED] });
  });
});

describe('a bad field (http-contract.md 2.3)', () => {
  it.each<[string, unknown, ...string[]]>([
    ['missing', undefined, REQUIRED],
    ['null', null, 'This field may not be null.'],
    ['empty', '', 'This field may not be blank.'],
    ['white space', ' \xa0\n', 'This field may not be blank.'],
    ['true', true, NO_STRING],
    ['false', false, NO_STRING],
    ['an array', ['alice'], NO_STRING],
    ['an object', { a: 1 }, NO_STRING],
    ['an object that says it is a text', { toString: 'x', length: 1 }, NO_STRING],
    ['a text with U+0000', 'a\0b', NULL],
    ['a text with half a character', 'a\ud800', SURROGATE],
    [
      'a text with U+FFFD, which a parser writes for bytes it cannot decode',
      'a\ufffd',
      REPLACEMENT,
    ],
    ['a number that JSON.parse may have rounded', 2 ** 53, INEXACT],
    ['bad in two ways', 'a\0\ud800', NULL, SURROGATE],
  ])('that is %s is told, in every field', (_, value, ...messages) => {
    const bad = { username: value, password: value };
    expect(fieldsOf(bad)).toEqual({ username: messages, password: messages });
    expect(fieldsOf({ ...bad, username: 'alice' })).toEqual({ password: messages });
    expect(fieldsOf({ refresh: value }, RefreshTokenDto)).toEqual({ refresh: messages });
  });

  it('is told with all others, in the order of the DTO', () => {
    expect(Object.keys(fieldsOf({ password: null }))).toEqual(['username', 'password']);
  });

  it('is not repeated: it may be a password', () => {
    expect(JSON.stringify(fieldsOf({ password: ['hunter2'] }))).not.toContain('hunter2');
  });
});

describe('a body that is no object (http-contract.md 2.4)', () => {
  it('counts as {} when there is none', () => {
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
  ])('%j is refused by Python’s name for it: %s', (body, name) => {
    const message = `Invalid data. Expected a dictionary, but got ${name}.`;
    expect(fieldsOf(body)).toEqual({ non_field_errors: [message] });
  });

  it('null is no data', () => {
    expect(fieldsOf(null)).toEqual({ non_field_errors: ['No data provided'] });
  });
});
