import { describe, expect, it } from '@jest/globals';
import { userProblem } from './user-problem.js';

describe('userProblem', () => {
  it.each<[string, unknown, unknown]>([
    ['a UUID', '01890a5d-ac96-774b-bcce-b302099a8057', 0],
    ['a text of 255 characters', 'é'.repeat(255), 1],
    ['the greatest version', '7', 2 ** 31 - 1],
  ])('accepts %s', (_, id, tokenVersion) => {
    expect(userProblem({ id, isActive: true, tokenVersion } as never)).toBeUndefined();
  });

  it.each<[string, unknown, unknown, string]>([
    ['a number as ID', 7, 0, 'The id of a user has the type number. Return a string'],
    ['a bigint as ID', 7n, 0, 'The id of a user has the type bigint.'],
    ['no ID', undefined, 0, 'The id of a user has the type undefined.'],
    ['an empty ID', '', 0, 'cannot be stored'],
    ['an ID of 256 characters', 'x'.repeat(256), 0, 'cannot be stored'],
    ['a null character', 'a\0', 0, 'cannot be stored'],
    ['a lone surrogate', 'a\ud800', 0, 'cannot be stored'],
    ['no version', '7', undefined, 'tokenVersion'],
    ['a version as text', '7', '0', 'tokenVersion'],
    ['a negative version', '7', -1, 'tokenVersion'],
    ['a fraction', '7', 1.5, 'tokenVersion'],
    ['a version beyond 31 bits', '7', 2 ** 31, 'tokenVersion'],
  ])('reports %s', (_, id, tokenVersion, problem) => {
    expect(userProblem({ id, isActive: true, tokenVersion } as never)).toContain(problem);
  });

  it.each([1, 0, 'false', 't', null, undefined, Buffer.from([1])])(
    'reports an isActive of %p, as some drivers return it',
    (isActive) => {
      const problem = userProblem({ id: '7', isActive, tokenVersion: 0 } as never);
      expect(problem).toContain(`The isActive of a user has the type ${typeof isActive}.`);
    },
  );
});
