import type { LoginField } from '../../auth/domain/login-name.js';

export const LOGIN_FIELDS_RULE = 'must be username, email or username,email';

/** Each accepted text, without spaces and in both orders. */
const ACCEPTED = new Map<string, readonly LoginField[]>([
  ['username', ['username']],
  ['email', ['email']],
  ['username,email', ['username', 'email']],
  ['email,username', ['username', 'email']],
]);

/** @returns null for any other text */
export const parseLoginFields = (text: string): readonly LoginField[] | null =>
  ACCEPTED.get(text.replaceAll(' ', '')) ?? null;
