import { describe, expect, it } from '@jest/globals';
import { resolveLoginRules } from './login-options.js';
import { type AuthOptionsError, OptionProblems } from './option-problems.js';

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
