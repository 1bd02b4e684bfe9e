import { beforeAll, describe, expect, it } from '@jest/globals';
import { MIN_GUESSES } from '../domain/password-rules.js';
import { COMMON_PHRASES } from './common-phrases.js';
import { type GuessEstimator, loadGuessEstimator } from './guess-estimator.js';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

describe('the guess estimator', () => {
  let estimate: GuessEstimator;
  beforeAll(async () => void (estimate = await loadGuessEstimator()));

  it.each([
    ['one character', 'aaaaaaaaaaaaaaaa'],
    ['a sequence of digits', '123456789012345'],
    ['a sequence of letters', 'abcdefghijklmnop'],
    ['a row of the keyboard', 'qwertyuiopasdfgh'],
    ['a repeated common password', 'passwordpassword'],
    ['a repeated common password with a digit', 'passwordpassword1'],
    ['a common password with digits', 'letmein123456789'],
    ['a common password in leetspeak', 'P@ssw0rdP@ssw0rd'],
    ['a repeated short part of random characters', 'x7Kx7Kx7Kx7Kx7Kx7K'],
    ['a common password that is repeated to any length', 'letmein'.repeat(140)],
    ['a keyboard pattern that is repeated to any length', 'qwertyuiopasdfghjkl'.repeat(9)],
    ['the name of the user with digits', 'zebedee123456789'],
    ['a repeated common password with a digit, longer than a piece', `${'password'.repeat(4)}1`],
    ['a repeated common password with a digit, not as long as a piece', `${'letmein'.repeat(5)}1`],
    ['a repeated common password after a letter', `x${'password'.repeat(4)}`],
    ['the alphabet twice, and digits', `${ALPHABET}${ALPHABET}0123456789`],
    ['two common words', 'sunshine flowers'],
    ['all rows of the keyboard', 'qwertyuiopasdfghjklzxcvbnm'],
    ['rows of the Russian keyboard', 'йцукенгшщзхъфыва'],
    ['the Chinese numbers', '一二三四五六七八九十一二三四五'],
    ['the Korean alphabet', '가나다라마바사아자차카타파하가'],
    ['a statement about the administrator', 'iamtheadministrator'],
    ['three repeated digits', '111111222222333333'],
  ])('finds %s with few guesses', (_, password) => {
    expect(estimate(password, ['zebedee'])).toBeLessThan(MIN_GUESSES);
  });

  it.each(COMMON_PHRASES)('finds the phrase %s with few guesses, also with digits', (phrase) => {
    for (const password of [phrase, `${phrase}123`, `1${phrase}`, phrase.toUpperCase()]) {
      expect(estimate(password, [])).toBeLessThan(MIN_GUESSES);
    }
  });

  it.each([
    ['three words', 'violet kettle harbor'],
    ['random characters', 'mHm0p_7FdUM-5VvNk4bE'],
    ['random digits', '830417265920486'],
    ['a text without Latin letters', 'фиалковый чайник'],
    ['a weak start and a strong end', `${'a'.repeat(40)}violet kettle harbor in the rain`],
    ['a strong start and a weak end', `violet kettle harbor in the rain${'a'.repeat(40)}`],
  ])('needs many guesses for %s', (_, password) => {
    expect(estimate(password, [])).toBeGreaterThanOrEqual(MIN_GUESSES);
  });
});
