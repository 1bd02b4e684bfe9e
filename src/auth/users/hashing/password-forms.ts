/**
 * The forms of a typed password that are compared with a hash of the module's own format, which is
 * PHC's argon2id. A hash in another format is compared with the password as it was typed, because no
 * other program normalizes passwords.
 */
export const formsForOwnHash = (password: string): readonly string[] => [password];
