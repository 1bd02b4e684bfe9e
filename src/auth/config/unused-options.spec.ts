import { describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from './auth.options.js';
import { unusedOptions } from './unused-options.js';

type Given = Partial<AuthModuleOptions>;

describe('unusedOptions', () => {
  const all: Given = { usernameCase: 'sensitive', loginFields: ['email'], passwordMinLength: 9 };
  it.each<[string, Given | null | undefined, boolean, number]>([
    ['all options with the own users of the module', all, true, 0],
    ['all options with other users', all, false, 3],
    ['one option with other users', { loginFields: ['email'] }, false, 1],
    ['no option with other users', {}, false, 0],
    ['options that are null, as in a parsed file', { usernameCase: null } as unknown as Given, false, 0], // prettier-ignore
    ['no options at all', undefined, false, 0],
  ])('reports %s', (_, options, hasOwnUsers, count) => {
    const problems = unusedOptions(options, hasOwnUsers);
    expect(problems).toHaveLength(count);
    for (const problem of problems)
      expect(problem).toMatch(/^\w+ has no effect with userStore\. Leave it out\.$/);
  });
});
