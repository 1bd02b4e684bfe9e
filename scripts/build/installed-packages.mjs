/** What is not in the bundle: made for the machine, or chosen by whoever runs the service. */
export const INSTALLED = ['better-sqlite3', 'pg', '@node-rs/argon2'];
