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

/** Injection token of the problems of options that have no effect. They are reported with the others. */
export const LOGIN_OPTION_PROBLEMS = Symbol('LOGIN_OPTION_PROBLEMS');

/** Options that only the module's own user store reads. */
const OF_OWN_USERS = ['usernameCase', 'loginFields'] as const;

/**
 * Returns the problems of options that have no effect with a user store of the application.
 *
 * @param options as the application gave them; anything else is reported elsewhere
 * @param hasOwnUsers whether the module has its own user store
 */
export function optionsWithoutEffect(
  options: LoginOptions | null | undefined,
  hasOwnUsers: boolean,
): string[] {
  if (hasOwnUsers) return [];
  const given = OF_OWN_USERS.filter((name) => (options?.[name] ?? undefined) !== undefined);
  return given.map(
    (name) =>
      `${name} has no effect with userStore, whose findByUsername compares names. Leave it out.`,
  );
}
