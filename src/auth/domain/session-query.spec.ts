import { describe, expect, it } from '@jest/globals';
import { InvalidFieldsError } from './auth-error.js';
import {
  DEFAULT_PAGE_SIZE,
  type ListedStates,
  MAX_PAGE_SIZE,
  readPageQuery,
} from './session-query.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

function problemsOf(query: object, states?: unknown): unknown {
  try {
    readPageQuery(query, states as ListedStates);
  } catch (error) {
    if (error instanceof InvalidFieldsError) return error.fields;
    throw error;
  }
  return undefined;
}

describe('readPageQuery', () => {
  it('fills in the default size and starts at the newest session', () => {
    const first = { after: undefined, limit: DEFAULT_PAGE_SIZE };
    expect(readPageQuery({})).toEqual(first);
    expect(readPageQuery({ after: null, limit: undefined })).toEqual(first);
  });

  it.each([1, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE])('accepts a session ID and %d', (limit) => {
    expect(readPageQuery({ after: ID, limit })).toEqual({ after: ID, limit });
  });

  it.each(['', 'x', `${ID} `, `${ID}\n`, `${ID}\0`, ID.toUpperCase(), `{${ID}}`, 7, [ID]])(
    'rejects the cursor %j',
    (after) => {
      const message = "Not a valid cursor. Use the previous page's value of next.";
      expect(problemsOf({ after })).toEqual({ after: [message] });
    },
  );

  it.each([0, -1, 1.5, MAX_PAGE_SIZE + 1, Number.NaN, Number.POSITIVE_INFINITY, '10'])(
    'rejects the size %p',
    (limit) => {
      expect(problemsOf({ limit })).toEqual({ limit: ['Must be an integer from 1 to 1000.'] });
    },
  );

  it.each(['revoked', 'ALL', '', ['all'], null])('rejects the states %j', (states) => {
    expect(problemsOf({}, states)).toEqual({ states: ['Must be active or all.'] });
  });

  it.each(['active', 'all', undefined])('accepts the states %j', (states) => {
    expect(problemsOf({}, states)).toBeUndefined();
  });

  it('reports every problem at once', () => {
    const problems = problemsOf({ after: 'x', limit: 0 }, 'x') as object;
    expect(Object.keys(problems)).toEqual(['after', 'limit', 'states']);
  });
});
