/** Packages outside of the bundle, because they have native code. */
export const INSTALLED = ['@node-rs/argon2', '@node-rs/bcrypt'];
