import type { AuthModuleOptions } from './auth.options.js';

/** Injection token: whether the module's own user store is used. */
export const HAS_OWN_USERS = Symbol('HAS_OWN_USERS');

/** Injection token of the problems with options that have no effect. */
export const UNUSED_OPTIONS = Symbol('UNUSED_OPTIONS');

/** Options that only the module's own user store reads. */
const OF_OWN_USERS = ['passwordMinLength', 'usernameCase', 'loginFields'] as const;

/**
 * Returns a problem for each option that has no effect next to the application's own user store.
 *
 * @param options from the application, perhaps not an object
 */
export function unusedOptions(
  options: Partial<AuthModuleOptions> | null | undefined,
  hasOwnUsers: boolean,
): readonly string[] {
  if (hasOwnUsers) return [];
  const given = OF_OWN_USERS.filter((name) => (options?.[name] ?? undefined) !== undefined);
  return given.map((name) => `${name} has no effect with userStore. Leave it out.`);
}
