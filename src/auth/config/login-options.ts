import type { LoginField, LoginRules } from '../domain/login-name.js';
import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

type LoginOptions = Pick<AuthModuleOptions, 'usernameCase' | 'loginFields'>;

const FIELDS: readonly LoginField[] = ['username', 'email'];

/** Validates the options of names, and applies their defaults. */
export function resolveLoginRules(options: LoginOptions, problems: OptionProblems): LoginRules {
  const usernameCase = problems.oneOf('usernameCase', options.usernameCase ?? 'sensitive', [
    'sensitive',
    'insensitive',
  ]);
  const loginFields: unknown = options.loginFields ?? ['username'];
  if (areFields(loginFields)) return { usernameCase, loginFields };
  problems.add(
    `loginFields is '${String(loginFields)}'. Write ['username'], ['email'] or ` +
      "['username', 'email'].",
  );
  return { usernameCase, loginFields: ['username'] };
}

const areFields = (value: unknown): value is LoginField[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  new Set(value).size === value.length &&
  value.every((one: unknown) => FIELDS.some((field) => field === one));
