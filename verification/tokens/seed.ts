/** The seed of the generators, from `TOKENS_SEED`. It is printed with a failure. */
export const seed = Number(process.env['TOKENS_SEED'] ?? 20_261_122);
