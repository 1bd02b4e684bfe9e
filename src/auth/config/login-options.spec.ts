import { describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from './auth.options.js';
import { optionsWithoutEffect, resolveLoginRules } from './login-options.js';
import { type AuthOptionsError, OptionProblems } from './option-problems.js';

type Given = Partial<AuthModuleOptions>;

function resolve(options: object) {
  const problems = new OptionProblems();
  const rules = resolveLoginRules(options, problems);
  try {
    problems.throwIfAny();
    return rules;
  } catch (error) {
    return (error as AuthOptionsError).problems;
  }
}

const WRITE = "Write ['username'], ['email'] or ['username', 'email'].";

describe('resolveLoginRules', () => {
  it.each<[object, string, string[]]>([
    [{}, 'sensitive', ['username']],
    [{ usernameCase: 'insensitive' }, 'insensitive', ['username']],
    [{ loginFields: ['email'] }, 'sensitive', ['email']],
    [{ loginFields: ['email', 'username'] }, 'sensitive', ['email', 'username']],
  ])('accepts %j', (options, usernameCase, loginFields) => {
    expect(resolve(options)).toEqual({ usernameCase, loginFields });
  });

  it.each([
    [{ usernameCase: 'lower' }, "usernameCase is 'lower'. Write 'sensitive' or 'insensitive'."],
    [{ loginFields: [] }, `loginFields is ''. ${WRITE}`],
    [{ loginFields: 'email' }, `loginFields is 'email'. ${WRITE}`],
    [{ loginFields: ['phone'] }, `loginFields is 'phone'. ${WRITE}`],
    [{ loginFields: ['email', 'email'] }, `loginFields is 'email,email'. ${WRITE}`],
  ])('rejects %j', (options, problem) => {
    expect(resolve(options)).toEqual([problem]);
  });
});

describe('optionsWithoutEffect', () => {
  const both: Given = { usernameCase: 'sensitive', loginFields: ['email'] };
  it.each<[string, Given | null | undefined, boolean, number]>([
    ['both options with the own users of the module', both, true, 0],
    ['both options with other users', both, false, 2],
    ['one option with other users', { loginFields: ['email'] }, false, 1],
    ['no option with other users', {}, false, 0],
    ['options that are null, as in a parsed file', { usernameCase: null } as unknown as Given, false, 0], // prettier-ignore
    ['no options at all', undefined, false, 0],
  ])('reports %s', (_, options, hasOwnUsers, count) => {
    const problems = optionsWithoutEffect(options, hasOwnUsers);
    expect(problems).toHaveLength(count);
    for (const problem of problems)
      expect(problem).toMatch(/ has no effect with userStore.* out\./);
  });
});
