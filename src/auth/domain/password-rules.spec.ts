import { describe, expect, it } from '@jest/globals';
import {
  MAX_PASSWORD_LENGTH,
  MIN_GUESSES,
  type PasswordOwner,
  passwordProblems,
} from './password-rules.js';

const ALICE: PasswordOwner = {
  username: 'alice',
  email: 'a.wonder@example.org',
  serviceNames: ['Keyturn'],
};

const SHORT = 'This password is too short. It must contain at least 15 characters.';
const LONG = 'This password is too long. It must contain at most 1024 characters.';
const COMMON = 'This password is too common.';
const LIKE_NAME = 'The password is too similar to the username.';
const LIKE_EMAIL = 'The password is too similar to the email address.';
const LIKE_SERVICE = 'The password is too similar to the name of the service.';

const problemsOf = (
  password: string,
  { guesses = MIN_GUESSES, owner = ALICE, minLength = 15 } = {},
) => passwordProblems(password, owner, { minLength, estimateGuesses: () => guesses });

describe('passwordProblems', () => {
  it.each<[string, string]>([
    ['the minimum length', 'fifteen symbols'],
    ['the maximum length', 'x7'.repeat(MAX_PASSWORD_LENGTH / 2)],
    ['only lower-case letters', 'violetkettleharbor'],
    ['only digits', '830417265920486'],
    ['only spaces and punctuation', ' .,-!? .,-!? .,-'],
    ['15 characters outside the Basic Multilingual Plane', '🔑'.repeat(15)],
    ['letters of any script', 'фиалковый чайник'],
    ['the name of the user among other words', 'alice counts kettles'],
    ['a word that contains the name', 'malice counts kettles'],
  ])('accepts %s', (_, password) => {
    expect(problemsOf(password)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['14 characters', 'a short phrase', SHORT],
    ['14 characters that use 28 UTF-16 units', '🔑'.repeat(14), SHORT],
    ['15 characters that are 14 after normalization', 'cafe\u0301 and cakes', SHORT],
    ['one character that is 18 after normalization', '\ufdfa', SHORT],
    ['1025 characters', 'x'.repeat(MAX_PASSWORD_LENGTH + 1), LONG],
    ['343 characters that are 1029 after normalization', '㎯'.repeat(343), LONG],
    ['the name of the user with digits', 'Alice-2026-12-7', LIKE_NAME],
    ['the repeated name of the user', 'ALICE alice Alice', LIKE_NAME],
    ['the name of the user backwards', 'ecilaecilaecila', LIKE_NAME],
    ['the name in full-width letters', 'Ａｌｉｃｅ１２３－－－－－－－', LIKE_NAME],
    ['the email address', 'a.wonder@example.org', LIKE_EMAIL],
    ['the local part of the email address', '--WONDER1wonder2--', LIKE_EMAIL],
    ['the name of the service', 'keyturn-keyturn-1', LIKE_SERVICE],
  ])('rejects %s', (_, password, problem) => {
    expect(problemsOf(password)).toEqual([problem]);
  });

  it('rejects a password that needs fewer guesses than the bound', () => {
    expect(problemsOf('fifteen symbols', { guesses: MIN_GUESSES - 1 })).toEqual([COMMON]);
  });

  it('reports every broken rule, the similarity first', () => {
    const expected = [LIKE_NAME, LIKE_EMAIL, LIKE_SERVICE, SHORT, COMMON];
    const owner = { username: 'sam', email: 'sam@example.org', serviceNames: ['Sam'] };
    expect(problemsOf('sam1', { guesses: 1, owner })).toEqual(expected);
  });

  it('counts with the configured minimum', () => {
    const message = 'This password is too short. It must contain at least 8 characters.';
    expect(problemsOf('x7Kd-q2', { minLength: 8 })).toEqual([message]);
    expect(problemsOf('x7Kd-q2!', { minLength: 8 })).toEqual([]);
  });

  it.each<[string, PasswordOwner]>([
    ['the user has no email address and the service no name', { username: 'alice', email: null }],
    ['the name has no letters and digits', { username: '-' }],
    ['the name is in many words', { username: 'io' }],
  ])('accepts other words when %s', (_, owner) => {
    expect(problemsOf('- violin io -- -io- -', { owner })).toEqual([]);
  });

  it('estimates the normalized password, with and without separators, with the words of the names', () => {
    const estimated: unknown[] = [];
    const estimateGuesses = (...given: unknown[]) => {
      estimated.push(given);
      return MIN_GUESSES;
    };
    passwordProblems('cafe\u0301 in the morning', ALICE, { minLength: 15, estimateGuesses });
    const words = ['alice', 'example', 'wonder', 'org', 'keyturn'];
    expect(estimated).toEqual([
      ['café in the morning', words],
      ['cafeinthemorning', words],
    ]);
  });

  it('counts ten guesses for each of at most three separators', () => {
    const check = (password: string, guesses: number) =>
      passwordProblems(password, ALICE, {
        minLength: 8,
        estimateGuesses: (form) => (form === password ? MIN_GUESSES : guesses),
      });
    expect(check('x7Kd-q2!', MIN_GUESSES / 10)).toEqual([]);
    expect(check('x7Kd-q2!', MIN_GUESSES / 11)).toEqual([COMMON]);
    expect(check('p a s s w o r d', MIN_GUESSES / 1000)).toEqual([]);
    expect(check('p a s s w o r d', MIN_GUESSES / 1001)).toEqual([COMMON]);
  });

  it('estimates a password without its invisible characters', () => {
    const estimateGuesses = (form: string) => (form === 'passwordpassword' ? 1 : MIN_GUESSES);
    const password = 'p\u200bass\u00adword password';
    expect(passwordProblems(password, ALICE, { minLength: 15, estimateGuesses })).toEqual([COMMON]);
  });

  it('estimates a password of separators alone as it is', () => {
    const estimateGuesses = (form: string) => (form === '- . - . - . - . -' ? 1 : MIN_GUESSES);
    const password = '- . - . - . - . -';
    expect(passwordProblems(password, ALICE, { minLength: 15, estimateGuesses })).toEqual([COMMON]);
  });

  it('does not estimate a password that is too long', () => {
    const estimateGuesses = () => {
      throw new Error('was estimated');
    };
    const password = 'x'.repeat(MAX_PASSWORD_LENGTH + 1);
    expect(passwordProblems(password, ALICE, { minLength: 15, estimateGuesses })).toEqual([LONG]);
  });
});
