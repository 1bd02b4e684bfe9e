import { describe, expect, it } from '@jest/globals';
import { floodProblemsIn, sumOfStatuses } from '../../bench/flood-responses.mjs';

describe('floodProblemsIn', () => {
  it.each([
    ['accepts hashed and refused log-ins', { 401: 30, 503: 170 }, []],
    ['rejects a flood that reaches no hash', { 503: 5 }, ['no log-in of the flood was hashed']],
    [
      'rejects a flood that another check refuses',
      { 403: 200 },
      ['no log-in of the flood was hashed', 'log-ins of the flood got 403'],
    ],
  ])('%s', (_, statuses, problems) => {
    expect(floodProblemsIn(statuses)).toEqual(problems);
  });
});

describe('sumOfStatuses', () => {
  it('adds up the responses of all rounds', () => {
    expect(sumOfStatuses([{ 401: 1 }, { 401: 2, 503: 3 }])).toEqual({ 401: 3, 503: 3 });
  });
});
