import { describe, expect, it } from '@jest/globals';
import { parseRate, parseRates } from './rate.js';

describe('parseRate', () => {
  it.each([
    ['5/1m', { limit: 5, seconds: 60 }],
    ['1/1s', { limit: 1, seconds: 1 }],
    ['1000000/20d', { limit: 1_000_000, seconds: 20 * 86_400 }],
  ])('reads %s', (text, rate) => {
    expect(parseRate(text)).toEqual(rate);
  });

  it.each([
    '',
    '5',
    '5/',
    '/1m',
    '0/1m',
    '05/1m',
    '-5/1m',
    '5/0s',
    '5/1',
    '5/1w',
    '5 / 1m',
    '5/1m/2',
    '1000001/1m',
    '5/21d',
    '1e3/1m',
    '5/1m,',
    '５/1m',
  ])(
    // prettier-ignore
    'rejects %j',
    (text) => {
      expect(parseRate(text)).toBeUndefined();
    },
  );
});

describe('parseRates', () => {
  it.each([
    ['5/1m', [{ limit: 5, seconds: 60 }]],
    ['5/1m, 10/15m,20/24h', [{ limit: 5, seconds: 60 }, { limit: 10, seconds: 900 }, { limit: 20, seconds: 86_400 }]], // prettier-ignore
  ])('reads %s', (text, rates) => {
    expect(parseRates(text)).toEqual(rates);
  });

  it.each([
    ['an empty text', ''],
    ['an empty part', '5/1m,'],
    ['an invalid part', '5/1m, many/1h'],
    ['two rates with the same limit', '5/1m, 5/1h'],
    ['two rates that allow the same number of attempts in an hour', '5/1m, 300/1h'],
    ['rates in the wrong order', '20/24h, 5/1m'],
  ])('rejects %s', (_, text) => {
    expect(parseRates(text)).toBeUndefined();
  });
});
