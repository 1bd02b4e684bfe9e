import { areNamesCaseless, isEmailForLogin, type LoginRules } from '../domain/login-name.js';
import { caselessKeyOf } from '../domain/username.js';

/** Returns the columns by which a name is compared without case. */
export const nameKeysOf = (username: string, rules: LoginRules) => ({
  usernameKey: caselessKeyOf(username),
  usernameIsUnique: areNamesCaseless(rules) || null,
});

/** Returns the columns by which an email address is compared without case. */
export const emailKeysOf = (email: string | null, rules: LoginRules) => ({
  emailKey: email === null ? null : caselessKeyOf(email),
  emailIsUnique: isEmailForLogin(rules) || null,
});
