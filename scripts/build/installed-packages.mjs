/** Packages outside of the bundle: they have native code, or are the operator's choice. */
export const INSTALLED = ['better-sqlite3', 'pg', '@node-rs/argon2', '@node-rs/bcrypt'];
